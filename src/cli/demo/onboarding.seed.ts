import { newId } from '../../kernel/index.js';
import { DEMO_APPLICATIONS, DEMO_REVIEWER, type DemoApplication } from './applications.data.js';
import type { DemoRow, DemoSeed } from './demo-seed.js';
import { money } from './price-plan.js';

const CURRENCY = 'EUR';
/** How many days a state lasts in which something is awaited from the applicant. */
const DAYS_TO_EXPIRE: Readonly<Partial<Record<DemoApplication['state'], number>>> = {
  DRAFT: 90,
  PENDING_AGREEMENT: 30,
};
/** The version that was asked for when the applicants of the demo came so far. */
const AGREEMENT = 'EMEA/1';

/** Those who want to become resellers, as far as each of them has come. */
export async function seedApplications(seed: DemoSeed): Promise<void> {
  const applications = DEMO_APPLICATIONS;
  await seed.insert(
    'onboarding.application',
    applications.map((application) => applicationRow(seed, application)),
  );
  await seed.insert(
    'onboarding.application_market',
    applications.flatMap(({ applicant, markets }) =>
      markets.map((market) => ({
        application_id: seed.id('application', applicant),
        market_code: market,
      })),
    ),
  );
  await seed.insert(
    'onboarding.vetting_check',
    applications.flatMap((application) => checkRows(seed, application)),
  );
  await seed.insert(
    'onboarding.agreement_acceptance',
    applications.flatMap((application) => acceptanceRows(seed, application)),
  );
  await seed.insert(
    'platform.audit_record',
    applications.flatMap((application) => auditRows(seed, application)),
  );
}

function applicationRow(seed: DemoSeed, application: DemoApplication): DemoRow {
  const { state, createdOn, submittedOn, claimedOn } = application;
  const steps = stepsOf(application);
  const since = steps.at(-1)?.on ?? Number(createdOn);
  const days = DAYS_TO_EXPIRE[state];
  return {
    id: seed.id('application', application.applicant),
    applicant_user_id: seed.id('user', application.applicant),
    state,
    state_since: seed.instant(since),
    expires_at: days === undefined ? null : seed.instant(since + days),
    legal_name: application.legalName,
    line1: application.line1,
    city: application.city,
    postal_code: application.postalCode,
    country_code: application.countryCode,
    tax_id: application.taxId,
    tax_id_checked: true,
    website: application.website,
    partner_type: application.partnerType,
    partner_location_id: application.partnerLocationId,
    partner_global_id: application.partnerGlobalId,
    expected_volume_minor: money(application.expectedVolume, CURRENCY).minor,
    expected_volume_currency: CURRENCY,
    contacts: [application.contact],
    submitted_at: submittedOn === undefined ? null : seed.instant(submittedOn),
    assigned_to: claimedOn === undefined ? null : seed.id('user', DEMO_REVIEWER),
    assigned_at: claimedOn === undefined ? null : seed.instant(claimedOn),
    created_at: seed.instant(createdOn),
    updated_at: seed.instant(since),
    version: steps.length,
  };
}

function checkRows(seed: DemoSeed, application: DemoApplication): DemoRow[] {
  const { applicant, submittedOn, checkedOn } = application;
  return application.checks.map(({ kind, passed }) => {
    const byPerson = passed?.source === 'REVIEWER';
    const on = byPerson ? checkedOn : submittedOn;
    return {
      application_id: seed.id('application', applicant),
      kind,
      state: passed === null ? 'PENDING' : 'PASSED',
      source: passed?.source ?? null,
      reviewer_id: byPerson ? seed.id('user', DEMO_REVIEWER) : null,
      note: passed?.note ?? null,
      decided_at: passed === null || on === undefined ? null : seed.instant(on),
    };
  });
}

function acceptanceRows(seed: DemoSeed, { applicant, acceptedOn }: DemoApplication): DemoRow[] {
  if (acceptedOn === undefined) return [];
  return [
    {
      application_id: seed.id('application', applicant),
      agreement_id: seed.id('agreement', AGREEMENT),
      locale: 'en',
      accepted_by: seed.id('user', applicant),
      accepted_at: seed.instant(acceptedOn),
    },
  ];
}

interface Step {
  operation: string;
  actor: string;
  to: DemoApplication['state'];
  on: number;
}

function stepsOf(application: DemoApplication): Step[] {
  const { applicant, createdOn, submittedOn, claimedOn, checkedOn, acceptedOn } = application;
  const all = [
    { operation: 'CREATE', to: 'DRAFT', on: createdOn, actor: applicant },
    { operation: 'SUBMIT', to: 'SUBMITTED', on: submittedOn, actor: applicant },
    { operation: 'START', to: 'IN_VETTING', on: claimedOn, actor: DEMO_REVIEWER },
    { operation: 'PASS_CHECKS', to: 'PENDING_AGREEMENT', on: checkedOn, actor: DEMO_REVIEWER },
    { operation: 'ACCEPT_AGREEMENT', to: 'READY_FOR_DECISION', on: acceptedOn, actor: applicant },
  ] as const;
  return all.flatMap(({ on, ...step }) => (on === undefined ? [] : [{ ...step, on: Number(on) }]));
}

function auditRows(seed: DemoSeed, application: DemoApplication): DemoRow[] {
  const steps = stepsOf(application);
  return steps.map(({ operation, actor, to, on }, index) => ({
    id: newId(),
    at: seed.instant(on),
    actor_kind: 'USER',
    actor_user_id: seed.id('user', actor),
    actor_label: actor,
    entity: 'RESELLER_APPLICATION',
    entity_id: seed.id('application', application.applicant),
    operation,
    from_state: steps[index - 1]?.to ?? null,
    to_state: to,
    entity_version: index + 1,
    party_ids: [],
  }));
}
