import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/index.js';
import type { NewAcceptance } from '../reseller/index.js';

export interface ApplicationAcceptance extends NewAcceptance {
  applicationId: string;
}

@Injectable()
export class ApplicationAgreementRepository {
  acceptancesOf(tx: Tx, applicationIds: readonly string[]): Promise<ApplicationAcceptance[]> {
    return tx.query<ApplicationAcceptance>(
      `SELECT application_id AS "applicationId", agreement_id AS "agreementId", locale, accepted_by AS "acceptedBy",
         accepted_at AS "acceptedAt", ip, user_agent AS "userAgent"
       FROM onboarding.agreement_acceptance WHERE application_id = ANY ($1::uuid[]) ORDER BY accepted_at`,
      [applicationIds],
    );
  }

  /** False: it was accepted already. */
  async accept(tx: Tx, acceptance: ApplicationAcceptance): Promise<boolean> {
    const { applicationId, agreementId, locale, acceptedBy, acceptedAt, ip, userAgent } =
      acceptance;
    const rows = await tx.query(
      `INSERT INTO onboarding.agreement_acceptance
         (application_id, agreement_id, locale, accepted_by, accepted_at, ip, user_agent)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT ON CONSTRAINT agreement_acceptance_pkey DO NOTHING RETURNING agreement_id`,
      [applicationId, agreementId, locale, acceptedBy, acceptedAt, ip, userAgent],
    );
    return rows.length > 0;
  }
}
