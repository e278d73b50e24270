import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import type { ApplicationDuplicate } from './duplicate.type.js';

export type DuplicateRow = ApplicationDuplicate & { applicationId: string };

/** Who has a name like a hundred others is not found out by reading all of them. */
const SHOWN_MAX = 50;

@Injectable()
export class DuplicateRepository {
  /** What may be the same company as one of these, the surest first; what lies outside the regions has no name. */
  async of(
    tx: Tx,
    applicationIds: readonly string[],
    regionIds: readonly string[] | null,
  ): Promise<DuplicateRow[]> {
    return tx.query<DuplicateRow>(
      `SELECT application_id AS "applicationId", kind, CASE WHEN in_reach THEN id END AS id,
         CASE WHEN in_reach THEN legal_name END AS "legalName",
         CASE WHEN in_reach THEN country_code END AS "countryCode", CASE WHEN in_reach THEN state END AS state,
         same_tax_id AS "sameTaxId", same_partner_location_id AS "samePartnerLocationId",
         name_likeness AS "nameLikeness"
       FROM (
         SELECT *, row_number() OVER (PARTITION BY application_id ORDER BY same_tax_id DESC,
           same_partner_location_id DESC, name_likeness DESC NULLS LAST, kind DESC, id) AS place
         FROM onboarding.duplicates_of($1, $2)
       ) d WHERE place <= $3 ORDER BY application_id, place`,
      [applicationIds, regionIds, SHOWN_MAX],
    );
  }
}
