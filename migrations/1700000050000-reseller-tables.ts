import type { MigrationInterface, QueryRunner } from 'typeorm';

const companies = `
CREATE SCHEMA reseller;
COMMENT ON SCHEMA reseller IS 'Who may sell: resellers, where, under which agreement, through whom and on what credit.';
GRANT USAGE ON SCHEMA reseller TO portal_app, portal_system;

CREATE TABLE reseller.reseller (
  id uuid CONSTRAINT reseller_pkey PRIMARY KEY,
  legal_name text NOT NULL CONSTRAINT reseller_legal_name_check CHECK (legal_name ~ '\\S' AND char_length(legal_name) <= 200),
  name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(legal_name)) STORED,
  tax_id text NOT NULL CONSTRAINT reseller_tax_id_check CHECK (tax_id ~ '\\S' AND char_length(tax_id) <= 40),
  country_code text NOT NULL CONSTRAINT reseller_country_code_check CHECK (country_code ~ '^[A-Z]{2}$'),
  type text NOT NULL CONSTRAINT reseller_type_check CHECK (type IN ('DISTRIBUTOR', 'DIRECT_RESELLER', 'INDIRECT_RESELLER')),
  tier text NOT NULL CONSTRAINT reseller_tier_check CHECK (tier IN ('REGISTERED', 'AUTHORIZED', 'PREMIER')),
  state text NOT NULL DEFAULT 'ACTIVE' CONSTRAINT reseller_state_check
    CHECK (state IN ('ACTIVE', 'SUSPENDED', 'REAUTHORIZATION_DUE', 'DEAUTHORIZED', 'TERMINATED')),
  state_before_suspension text,
  reauthorization_due_on date,
  partner_location_id text CONSTRAINT reseller_partner_location_id_check CHECK (partner_location_id ~ '^[0-9]{4,12}$'),
  partner_global_id text CONSTRAINT reseller_partner_global_id_check CHECK (partner_global_id ~ '^[0-9]{4,12}$'),
  created_at timestamptz NOT NULL DEFAULT now(),
  version int NOT NULL DEFAULT 1,
  CONSTRAINT reseller_state_before_suspension_check CHECK (
    (state = 'SUSPENDED') = (state_before_suspension IS NOT NULL)
    AND (state_before_suspension IS NULL OR state_before_suspension IN ('ACTIVE', 'REAUTHORIZATION_DUE'))),
  CONSTRAINT reseller_reauthorization_due_on_check CHECK (
    COALESCE(state_before_suspension, state) <> 'REAUTHORIZATION_DUE' OR reauthorization_due_on IS NOT NULL)
);
CREATE UNIQUE INDEX reseller_tax_id_key ON reseller.reseller (country_code, tax_id) WHERE state <> 'TERMINATED';
CREATE UNIQUE INDEX reseller_partner_location_id_key ON reseller.reseller (partner_location_id) WHERE state <> 'TERMINATED';
CREATE INDEX reseller_name_key_idx ON reseller.reseller (name_key, id);
COMMENT ON TABLE reseller.reseller IS 'A company that buys from the maker, or through a distributor, and sells in its markets.';
COMMENT ON COLUMN reseller.reseller.name_key IS 'The legal name in lower case: the order of lists and what a search looks at.';
COMMENT ON COLUMN reseller.reseller.state_before_suspension IS 'Where lifting a suspension leads back to; set exactly while SUSPENDED.';
COMMENT ON COLUMN reseller.reseller.reauthorization_due_on IS 'First day without orders while REAUTHORIZATION_DUE; a day in the market''s time zone.';
COMMENT ON COLUMN reseller.reseller.partner_location_id IS 'Microsoft partner location id (PLA), digits.';
COMMENT ON COLUMN reseller.reseller.partner_global_id IS 'Microsoft partner global id (PGA), digits; shared by the locations of one partner.';
COMMENT ON COLUMN reseller.reseller.version IS 'Raised by every edit and state change.';

CREATE TABLE reseller.address (
  id uuid CONSTRAINT address_pkey PRIMARY KEY,
  reseller_id uuid NOT NULL CONSTRAINT address_reseller_id_fkey REFERENCES reseller.reseller,
  label text NOT NULL CONSTRAINT address_label_check CHECK (label ~ '\\S' AND char_length(label) <= 80),
  recipient text NOT NULL CONSTRAINT address_recipient_check CHECK (recipient ~ '\\S' AND char_length(recipient) <= 200),
  line1 text NOT NULL CONSTRAINT address_line1_check CHECK (line1 ~ '\\S' AND char_length(line1) <= 200),
  line2 text CONSTRAINT address_line2_check CHECK (char_length(line2) <= 200),
  city text NOT NULL CONSTRAINT address_city_check CHECK (city ~ '\\S' AND char_length(city) <= 100),
  region text CONSTRAINT address_region_check CHECK (char_length(region) <= 100),
  postal_code text CONSTRAINT address_postal_code_check CHECK (char_length(postal_code) <= 20),
  country_code text NOT NULL CONSTRAINT address_country_code_check CHECK (country_code ~ '^[A-Z]{2}$'),
  phone text CONSTRAINT address_phone_check CHECK (char_length(phone) <= 40),
  state text NOT NULL DEFAULT 'ACTIVE' CONSTRAINT address_state_check CHECK (state IN ('ACTIVE', 'ARCHIVED')),
  version int NOT NULL DEFAULT 1
);
CREATE INDEX address_reseller_id_idx ON reseller.address (reseller_id);
COMMENT ON TABLE reseller.address IS 'Where a reseller has goods shipped to. Orders keep a copy, so archiving one changes no order.';
COMMENT ON COLUMN reseller.address.region IS 'State, province or prefecture, as the country writes it; not a sales region.';

CREATE TABLE reseller.market_authorization (
  id uuid CONSTRAINT market_authorization_pkey PRIMARY KEY,
  reseller_id uuid NOT NULL CONSTRAINT market_authorization_reseller_id_fkey REFERENCES reseller.reseller,
  market_code text NOT NULL CONSTRAINT market_authorization_market_code_fkey REFERENCES market.market (code),
  valid_from date NOT NULL,
  valid_until date,
  CONSTRAINT market_authorization_period_check CHECK (valid_until > valid_from),
  CONSTRAINT market_authorization_excl EXCLUDE USING gist (
    reseller_id WITH =, market_code WITH =, daterange(valid_from, valid_until) WITH &&)
);
CREATE INDEX market_authorization_reseller_id_idx ON reseller.market_authorization (reseller_id, market_code);
CREATE INDEX market_authorization_market_code_idx ON reseller.market_authorization (market_code);
COMMENT ON TABLE reseller.market_authorization IS 'Where a reseller may sell, and when. Staff of a region see the resellers with an authorisation there.';
COMMENT ON COLUMN reseller.market_authorization.valid_until IS 'First day without the authorisation, in the market''s time zone; null while open.';

CREATE TABLE reseller.tax_exemption (
  id uuid CONSTRAINT tax_exemption_pkey PRIMARY KEY,
  reseller_id uuid NOT NULL CONSTRAINT tax_exemption_reseller_id_fkey REFERENCES reseller.reseller,
  market_code text NOT NULL CONSTRAINT tax_exemption_market_code_fkey REFERENCES market.market (code),
  certificate_number text NOT NULL CONSTRAINT tax_exemption_certificate_number_check
    CHECK (certificate_number ~ '\\S' AND char_length(certificate_number) <= 80),
  valid_from date NOT NULL,
  valid_until date,
  CONSTRAINT tax_exemption_period_check CHECK (valid_until > valid_from),
  CONSTRAINT tax_exemption_excl EXCLUDE USING gist (
    reseller_id WITH =, market_code WITH =, daterange(valid_from, valid_until) WITH &&)
);
CREATE INDEX tax_exemption_reseller_id_idx ON reseller.tax_exemption (reseller_id, market_code);
CREATE INDEX tax_exemption_market_code_idx ON reseller.tax_exemption (market_code);
COMMENT ON TABLE reseller.tax_exemption IS 'Makes the tax of a reseller''s orders in a market 0 % while it is valid.';
COMMENT ON COLUMN reseller.tax_exemption.valid_until IS 'First day without the exemption, in the market''s time zone; null while open.';
`;

const agreementsAndPartners = `
CREATE TABLE reseller.agreement (
  id uuid CONSTRAINT agreement_pkey PRIMARY KEY,
  region_id uuid NOT NULL CONSTRAINT agreement_region_id_fkey REFERENCES market.region (id),
  number int NOT NULL CONSTRAINT agreement_number_check CHECK (number > 0),
  locale text NOT NULL CONSTRAINT agreement_locale_check CHECK (char_length(locale) BETWEEN 2 AND 35),
  title text NOT NULL CONSTRAINT agreement_title_check CHECK (title ~ '\\S' AND char_length(title) <= 200),
  body text NOT NULL CONSTRAINT agreement_body_check CHECK (body ~ '\\S' AND char_length(body) <= 200000),
  published_at timestamptz NOT NULL,
  required_from timestamptz NOT NULL,
  CONSTRAINT agreement_required_from_check CHECK (required_from >= published_at),
  CONSTRAINT agreement_region_id_number_key UNIQUE (region_id, number)
);
COMMENT ON TABLE reseller.agreement IS 'The partner agreement of a region, one row per version of its text; rows never change.';
COMMENT ON COLUMN reseller.agreement.number IS 'Version of the text within the region; a higher number is newer.';
COMMENT ON COLUMN reseller.agreement.required_from IS 'From this instant an order needs an acceptance of this version or a newer one.';

CREATE TABLE reseller.agreement_acceptance (
  id uuid CONSTRAINT agreement_acceptance_pkey PRIMARY KEY,
  agreement_id uuid NOT NULL CONSTRAINT agreement_acceptance_agreement_id_fkey REFERENCES reseller.agreement,
  reseller_id uuid NOT NULL CONSTRAINT agreement_acceptance_reseller_id_fkey REFERENCES reseller.reseller,
  accepted_by uuid NOT NULL CONSTRAINT agreement_acceptance_accepted_by_fkey REFERENCES identity.user_account (id),
  accepted_at timestamptz NOT NULL DEFAULT now(),
  ip text CONSTRAINT agreement_acceptance_ip_check CHECK (char_length(ip) <= 64),
  CONSTRAINT agreement_acceptance_agreement_id_reseller_id_key UNIQUE (agreement_id, reseller_id)
);
CREATE INDEX agreement_acceptance_reseller_id_idx ON reseller.agreement_acceptance (reseller_id);
CREATE INDEX agreement_acceptance_accepted_by_idx ON reseller.agreement_acceptance (accepted_by);
COMMENT ON TABLE reseller.agreement_acceptance IS 'Who accepted which agreement for which reseller; append-only.';
COMMENT ON COLUMN reseller.agreement_acceptance.ip IS 'The address the acceptance came from, as evidence.';

CREATE TABLE reseller.partner_relationship (
  id uuid CONSTRAINT partner_relationship_pkey PRIMARY KEY,
  distributor_id uuid NOT NULL CONSTRAINT partner_relationship_distributor_id_fkey REFERENCES reseller.reseller,
  indirect_reseller_id uuid NOT NULL CONSTRAINT partner_relationship_indirect_reseller_id_fkey REFERENCES reseller.reseller,
  requested_by_id uuid NOT NULL,
  state text NOT NULL DEFAULT 'REQUESTED' CONSTRAINT partner_relationship_state_check
    CHECK (state IN ('REQUESTED', 'ACTIVE', 'ENDED', 'DECLINED')),
  requested_at timestamptz NOT NULL DEFAULT now(),
  activated_at timestamptz,
  ended_at timestamptz,
  version int NOT NULL DEFAULT 1,
  CONSTRAINT partner_relationship_parties_check CHECK (
    distributor_id <> indirect_reseller_id AND requested_by_id IN (distributor_id, indirect_reseller_id)),
  CONSTRAINT partner_relationship_activated_at_check CHECK (
    CASE state WHEN 'ACTIVE' THEN activated_at IS NOT NULL WHEN 'ENDED' THEN activated_at IS NOT NULL ELSE activated_at IS NULL END),
  CONSTRAINT partner_relationship_ended_at_check CHECK ((state IN ('ENDED', 'DECLINED')) = (ended_at IS NOT NULL))
);
CREATE UNIQUE INDEX partner_relationship_live_key ON reseller.partner_relationship (distributor_id, indirect_reseller_id)
  WHERE state IN ('REQUESTED', 'ACTIVE');
CREATE INDEX partner_relationship_distributor_id_idx ON reseller.partner_relationship (distributor_id, id);
CREATE INDEX partner_relationship_indirect_reseller_id_idx ON reseller.partner_relationship (indirect_reseller_id, id);
COMMENT ON TABLE reseller.partner_relationship IS 'A distributor may name an indirect reseller as partner of record while their relationship is ACTIVE.';
COMMENT ON COLUMN reseller.partner_relationship.requested_by_id IS 'The party that asked; the other one accepts or declines.';
COMMENT ON COLUMN reseller.partner_relationship.ended_at IS 'When it ended, or was declined.';
`;

const credit = `
CREATE TABLE reseller.credit_account (
  id uuid CONSTRAINT credit_account_pkey PRIMARY KEY,
  reseller_id uuid NOT NULL CONSTRAINT credit_account_reseller_id_fkey REFERENCES reseller.reseller,
  currency_code text NOT NULL CONSTRAINT credit_account_currency_code_fkey REFERENCES market.currency (code),
  limit_minor bigint NOT NULL CONSTRAINT credit_account_limit_minor_check CHECK (limit_minor >= 0),
  exposure_minor bigint NOT NULL DEFAULT 0,
  terms text NOT NULL CONSTRAINT credit_account_terms_check CHECK (terms IN ('PREPAID', 'NET_15', 'NET_30', 'NET_45', 'NET_60', 'NET_90')),
  version int NOT NULL DEFAULT 1,
  CONSTRAINT credit_account_reseller_id_currency_code_key UNIQUE (reseller_id, currency_code),
  CONSTRAINT credit_account_id_reseller_id_key UNIQUE (id, reseller_id)
) WITH (fillfactor = 70);
CREATE INDEX credit_account_currency_code_idx ON reseller.credit_account (currency_code);
COMMENT ON TABLE reseller.credit_account IS 'Credit of a bill-to reseller, one account per currency. No account is a limit of 0.';
COMMENT ON COLUMN reseller.credit_account.limit_minor IS 'Minor units of currency_code. May be lowered below the exposure: then nothing more is taken.';
COMMENT ON COLUMN reseller.credit_account.exposure_minor IS 'Minor units of currency_code: gross of confirmed orders, less cancelled and credited parts, less payments; negative when paid ahead. Changed only by take_credit, give_credit and record_payment.';
COMMENT ON COLUMN reseller.credit_account.version IS 'Raised when limit or terms are edited, not by orders and payments.';

CREATE TABLE reseller.credit_payment (
  id uuid CONSTRAINT credit_payment_pkey PRIMARY KEY,
  account_id uuid NOT NULL,
  reseller_id uuid NOT NULL CONSTRAINT credit_payment_reseller_id_fkey REFERENCES reseller.reseller,
  amount_minor bigint NOT NULL CONSTRAINT credit_payment_amount_minor_check CHECK (amount_minor > 0),
  reference text NOT NULL CONSTRAINT credit_payment_reference_check CHECK (reference ~ '\\S' AND char_length(reference) <= 140),
  received_on date NOT NULL,
  recorded_by uuid CONSTRAINT credit_payment_recorded_by_fkey REFERENCES identity.user_account (id),
  recorded_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT credit_payment_account_id_fkey FOREIGN KEY (account_id, reseller_id) REFERENCES reseller.credit_account (id, reseller_id)
);
CREATE INDEX credit_payment_account_id_idx ON reseller.credit_payment (account_id, recorded_at);
CREATE INDEX credit_payment_reseller_id_idx ON reseller.credit_payment (reseller_id);
CREATE INDEX credit_payment_recorded_by_idx ON reseller.credit_payment (recorded_by);
COMMENT ON TABLE reseller.credit_payment IS 'Money received from a reseller; lowers the exposure of its account. Append-only.';
COMMENT ON COLUMN reseller.credit_payment.amount_minor IS 'Minor units of the account''s currency.';
COMMENT ON COLUMN reseller.credit_payment.recorded_by IS 'The member of the order desk; null when the system recorded it.';
`;

// Identity came first and could only hold the ids.
const membersOfResellers = `
ALTER TABLE identity.membership ADD CONSTRAINT membership_reseller_fkey FOREIGN KEY (reseller_id) REFERENCES reseller.reseller (id);
ALTER TABLE identity.session ADD CONSTRAINT session_reseller_fkey FOREIGN KEY (reseller_id) REFERENCES reseller.reseller (id);
ALTER TABLE identity.api_key ADD CONSTRAINT api_key_reseller_fkey FOREIGN KEY (reseller_id) REFERENCES reseller.reseller (id);
`;

/** Who may sell: resellers, where they may, under which agreement, through whom and on what credit. */
export class ResellerTables1700000050000 implements MigrationInterface {
  readonly name = 'ResellerTables1700000050000';

  async up(runner: QueryRunner): Promise<void> {
    // Where the extension is installed already this does nothing and needs no right to create one.
    await runner.query('CREATE EXTENSION IF NOT EXISTS btree_gist');
    await runner.query(companies);
    await runner.query(agreementsAndPartners);
    await runner.query(credit);
    await runner.query(membersOfResellers);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE identity.api_key DROP CONSTRAINT api_key_reseller_fkey;
      ALTER TABLE identity.session DROP CONSTRAINT session_reseller_fkey;
      ALTER TABLE identity.membership DROP CONSTRAINT membership_reseller_fkey;
      DROP TABLE reseller.credit_payment, reseller.credit_account, reseller.partner_relationship,
        reseller.agreement_acceptance, reseller.agreement, reseller.tax_exemption,
        reseller.market_authorization, reseller.address, reseller.reseller;
      DROP SCHEMA reseller;
    `);
  }
}
