import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import { DAYS_TO_EXPIRE } from './application.machine.js';
import type { ApplicationContent } from './application.row.js';

export interface NewApplication {
  id: string;
  applicantUserId: string;
  resellerId: string | null;
}

const COLUMNS = `legal_name, line1, line2, city, region, postal_code, country_code, tax_id, tax_id_checked, website,
  partner_type, partner_location_id, partner_global_id, expected_volume_minor, expected_volume_currency, contacts`;

const valuesOf = (content: ApplicationContent): unknown[] => [
  content.legalName,
  content.line1,
  content.line2,
  content.city,
  content.region,
  content.postalCode,
  content.countryCode,
  content.taxId,
  content.taxIdChecked,
  content.website,
  content.partnerType,
  content.partnerLocationId,
  content.partnerGlobalId,
  content.expectedVolume?.minor.toString() ?? null,
  content.expectedVolume?.currencyCode ?? null,
  JSON.stringify(content.contacts),
];

/** What an applicant writes about their company. */
@Injectable()
export class ApplicationDraftRepository {
  async insert(tx: Tx, application: NewApplication, content: ApplicationContent): Promise<void> {
    await tx.query(
      `INSERT INTO onboarding.application (id, applicant_user_id, reseller_id, expires_at, ${COLUMNS})
       VALUES ($1, $2, $3, now() + make_interval(days => $4), $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
         $18, $19, $20)`,
      [
        application.id,
        application.applicantUserId,
        application.resellerId,
        DAYS_TO_EXPIRE.DRAFT,
        ...valuesOf(content),
      ],
    );
    await this.addMarkets(tx, application.id, content.marketCodes);
  }

  /** The new version; undefined when the application has another one. */
  async update(
    tx: Tx,
    { id, version }: { id: string; version: number },
    content: ApplicationContent,
  ): Promise<number | undefined> {
    const [row] = await tx.query<{ version: number }>(
      `UPDATE onboarding.application SET (${COLUMNS}) = ($3::text, $4::text, $5::text, $6::text, $7::text, $8::text,
         $9::text, $10::text, $11::boolean, $12::text, $13::text, $14::text, $15::text, $16::bigint, $17::text, $18::jsonb),
         updated_at = now(), version = version + 1
       WHERE id = $1 AND version = $2 RETURNING version`,
      [id, version, ...valuesOf(content)],
    );
    if (!row) return undefined;
    await tx.query(
      'DELETE FROM onboarding.application_market WHERE application_id = $1 AND market_code <> ALL ($2::text[])',
      [id, content.marketCodes],
    );
    await this.addMarkets(tx, id, content.marketCodes);
    return row.version;
  }

  /** The state of each market that there is; what cannot be a code must have been left out. */
  async marketStates(tx: Tx, codes: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await tx.query<{ code: string; state: string }>(
      'SELECT code, state FROM market.market_v WHERE code = ANY ($1::text[])',
      [codes],
    );
    return new Map(rows.map(({ code, state }) => [code, state]));
  }

  private async addMarkets(tx: Tx, id: string, codes: readonly string[]): Promise<void> {
    await tx.query(
      `INSERT INTO onboarding.application_market (application_id, market_code)
       SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING`,
      [id, codes],
    );
  }
}
