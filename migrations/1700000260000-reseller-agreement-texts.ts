import type { MigrationInterface, QueryRunner } from 'typeorm';

const texts = `
CREATE TABLE reseller.agreement_text (
  agreement_id uuid NOT NULL CONSTRAINT agreement_text_agreement_id_fkey REFERENCES reseller.agreement,
  locale text NOT NULL CONSTRAINT agreement_text_locale_check CHECK (char_length(locale) BETWEEN 2 AND 35),
  title text NOT NULL CONSTRAINT agreement_text_title_check CHECK (title ~ '\\S' AND char_length(title) <= 200),
  body text NOT NULL CONSTRAINT agreement_text_body_check CHECK (body ~ '\\S' AND char_length(body) <= 200000),
  CONSTRAINT agreement_text_pkey PRIMARY KEY (agreement_id, locale)
);
COMMENT ON TABLE reseller.agreement_text IS 'The words of a version of an agreement, one row per language; rows never change.';
COMMENT ON COLUMN reseller.agreement_text.locale IS 'BCP 47 tag in its canonical form, such as en or zh-Hans.';
COMMENT ON COLUMN reseller.agreement_text.body IS 'Plain text or Markdown, kept as it was given.';
INSERT INTO reseller.agreement_text (agreement_id, locale, title, body)
  SELECT id, locale, title, body FROM reseller.agreement;

ALTER TABLE reseller.agreement DROP COLUMN locale, DROP COLUMN title, DROP COLUMN body,
  ADD COLUMN published_by uuid CONSTRAINT agreement_published_by_fkey REFERENCES identity.user_account (id);
CREATE INDEX agreement_published_by_idx ON reseller.agreement (published_by);
COMMENT ON TABLE reseller.agreement IS 'The partner agreement of a region, one row per version; rows never change.';
COMMENT ON COLUMN reseller.agreement.number IS 'Version within the region; a higher number is newer.';
COMMENT ON COLUMN reseller.agreement.published_by IS 'Who published it; null for what was there before anybody could.';

ALTER TABLE reseller.agreement_acceptance ADD COLUMN locale text, ADD COLUMN user_agent text
  CONSTRAINT agreement_acceptance_user_agent_check CHECK (char_length(user_agent) <= 300);
UPDATE reseller.agreement_acceptance c SET locale = (
  SELECT t.locale FROM reseller.agreement_text t WHERE t.agreement_id = c.agreement_id);
ALTER TABLE reseller.agreement_acceptance ALTER COLUMN locale SET NOT NULL,
  ADD CONSTRAINT agreement_acceptance_text_fkey FOREIGN KEY (agreement_id, locale) REFERENCES reseller.agreement_text;
CREATE INDEX agreement_acceptance_text_idx ON reseller.agreement_acceptance (agreement_id, locale);
COMMENT ON COLUMN reseller.agreement_acceptance.locale IS 'The language of the text that was accepted.';
COMMENT ON COLUMN reseller.agreement_acceptance.user_agent IS 'The program that the acceptance came from, as it named itself.';
`;

const access = `
-- What binds every reseller of a region is written by the maker's staff alone.
CREATE FUNCTION reseller.guard_agreement() RETURNS trigger
LANGUAGE plpgsql SET search_path = reseller, pg_temp AS $$
BEGIN
  IF current_user = 'portal_app' AND current_setting('app.scope', true) IS DISTINCT FROM 'all' THEN
    RAISE EXCEPTION 'agreements are published by the maker' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION reseller.guard_agreement() FROM public;
CREATE TRIGGER agreement_guard BEFORE INSERT ON reseller.agreement
  FOR EACH ROW EXECUTE FUNCTION reseller.guard_agreement();
CREATE TRIGGER agreement_text_guard BEFORE INSERT ON reseller.agreement_text
  FOR EACH ROW EXECUTE FUNCTION reseller.guard_agreement();
GRANT SELECT, INSERT ON reseller.agreement_text TO portal_app, portal_system;

CREATE VIEW market.region_v WITH (security_invoker = true) AS
  SELECT id AS region_id, code AS region_code, name AS region_name FROM market.region;
COMMENT ON VIEW market.region_v IS 'Every region, also one without a market.';
GRANT SELECT ON market.region_v TO portal_app, portal_system;
`;

/** A version of an agreement has a text per language; an acceptance names the one that was read. */
export class ResellerAgreementTexts1700000260000 implements MigrationInterface {
  readonly name = 'ResellerAgreementTexts1700000260000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(texts);
    await runner.query(access);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP VIEW market.region_v;
      DROP TRIGGER agreement_text_guard ON reseller.agreement_text;
      DROP TRIGGER agreement_guard ON reseller.agreement;
      DROP FUNCTION reseller.guard_agreement();
      ALTER TABLE reseller.agreement_acceptance DROP CONSTRAINT agreement_acceptance_text_fkey;
      DROP INDEX reseller.agreement_acceptance_text_idx;
      ALTER TABLE reseller.agreement_acceptance DROP COLUMN user_agent, DROP COLUMN locale;
      ALTER TABLE reseller.agreement DROP COLUMN published_by,
        ADD COLUMN locale text CONSTRAINT agreement_locale_check CHECK (char_length(locale) BETWEEN 2 AND 35),
        ADD COLUMN title text CONSTRAINT agreement_title_check CHECK (title ~ '\\S' AND char_length(title) <= 200),
        ADD COLUMN body text CONSTRAINT agreement_body_check CHECK (body ~ '\\S' AND char_length(body) <= 200000);
      UPDATE reseller.agreement g SET locale = t.locale, title = t.title, body = t.body
      FROM (SELECT DISTINCT ON (agreement_id) * FROM reseller.agreement_text
        ORDER BY agreement_id, locale = 'en' DESC, locale) t
      WHERE t.agreement_id = g.id;
      ALTER TABLE reseller.agreement ALTER COLUMN locale SET NOT NULL, ALTER COLUMN title SET NOT NULL,
        ALTER COLUMN body SET NOT NULL;
      COMMENT ON TABLE reseller.agreement IS 'The partner agreement of a region, one row per version of its text; rows never change.';
      COMMENT ON COLUMN reseller.agreement.number IS 'Version of the text within the region; a higher number is newer.';
      DROP TABLE reseller.agreement_text;`);
  }
}
