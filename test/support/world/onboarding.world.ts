import { newId } from '../../../src/kernel/index.js';
import type { WorldDatabase } from './world-database.js';

export interface AddedApplication {
  id?: string;
  applicantUserId: string;
  state?: string;
  resellerId?: string | null;
  legalName?: string;
  taxId?: string;
  /** Who decided, where the state is APPROVED or REJECTED. */
  decidedBy?: string;
  countryCode?: string;
  partnerLocationId?: string | null;
  markets?: string[];
  /** Days since it came into its state. */
  daysInState?: number;
}

const DAYS: Record<string, number> = { DRAFT: 90, ACTION_REQUIRED: 30, PENDING_AGREEMENT: 30 };

/** A complete application in any state, with the checks that its state implies. */
export async function addApplication(
  db: WorldDatabase,
  application: AddedApplication,
): Promise<string> {
  const { applicantUserId, state = 'DRAFT', resellerId = null, daysInState = 0 } = application;
  const { id = newId() } = application;
  const submitted = state !== 'DRAFT';
  const contacts = [
    { name: 'Nora Lind', role: 'Buyer', email: 'nora@example.com', phone: '+49 30 1234567' },
  ];
  await db.query(
    `INSERT INTO onboarding.application (id, applicant_user_id, reseller_id, state, state_since, expires_at, submitted_at,
       legal_name, line1, city, postal_code, country_code, tax_id, tax_id_checked, website, partner_type,
       partner_location_id, expected_volume_minor, expected_volume_currency, contacts, created_at, updated_at,
       decided_by, decided_at, decision_reason)
     VALUES ($1, $2, $3, $4, now() - make_interval(days => $5),
       now() - make_interval(days => $5) + make_interval(days => $6), CASE WHEN $7 THEN now() - make_interval(days => $5) END,
       $8, 'Street 1', 'Berlin', '10115', $9, $10, true, 'https://example.com', 'DIRECT_RESELLER', $11, 10000000, 'EUR',
       $12, now() - make_interval(days => $5), now() - make_interval(days => $5),
       $13, CASE WHEN $13::uuid IS NOT NULL THEN now() END, CASE WHEN $13::uuid IS NOT NULL THEN 'As decided' END)`,
    [
      id,
      applicantUserId,
      resellerId,
      state,
      daysInState,
      DAYS[state] ?? null,
      submitted,
      application.legalName ?? 'Nordlicht Devices GmbH',
      application.countryCode ?? 'DE',
      application.taxId ?? '136695976',
      application.partnerLocationId === undefined ? '4012345' : application.partnerLocationId,
      JSON.stringify(contacts),
      application.decidedBy ?? null,
    ],
  );
  await db.query(
    'INSERT INTO onboarding.application_market (application_id, market_code) SELECT $1, unnest($2::text[])',
    [id, application.markets ?? ['DE']],
  );
  if (submitted) await addChecks(db, id, state);
  return id;
}

async function addChecks(db: WorldDatabase, id: string, state: string): Promise<void> {
  const pending = state === 'SUBMITTED' || state === 'IN_VETTING';
  await db.query(
    `INSERT INTO onboarding.vetting_check (application_id, kind, state, source, decided_at)
     SELECT $1, kind, CASE WHEN $2 THEN 'PENDING' WHEN $3 AND kind = 'BUSINESS' THEN 'FAILED' ELSE 'PASSED' END,
       CASE WHEN NOT $2 THEN 'MACHINE' END, CASE WHEN NOT $2 THEN now() END
     FROM unnest(ARRAY['EMAIL_OWNERSHIP', 'EMPLOYMENT', 'BUSINESS', 'TAX_ID', 'PARTNER_LOCATION_ID', 'SANCTIONS']) kind`,
    [id, pending, state === 'ACTION_REQUIRED'],
  );
}
