import { newId } from '../../kernel/index.js';
import { DEMO_APPLICATIONS, type DemoApplication } from './applications.data.js';
import type { DemoRow, DemoSeed } from './demo-seed.js';
import { money } from './price-plan.js';

const CURRENCY = 'EUR';
/** How many days a draft stays open. */
const DRAFT_DAYS = 90;
/** A day after it was submitted somebody took it up. */
const START_DAYS = 1;

/** Those who want to become resellers, as far as each of them has come. */
export async function seedApplications(seed: DemoSeed): Promise<void> {
  await seed.insert(
    'onboarding.application',
    DEMO_APPLICATIONS.map((application) => applicationRow(seed, application)),
  );
  await seed.insert(
    'onboarding.application_market',
    DEMO_APPLICATIONS.flatMap(({ applicant, markets }) =>
      markets.map((market) => ({
        application_id: seed.id('application', applicant),
        market_code: market,
      })),
    ),
  );
  await seed.insert(
    'onboarding.vetting_check',
    DEMO_APPLICATIONS.flatMap((application) => checkRows(seed, application)),
  );
  await seed.insert(
    'platform.audit_record',
    DEMO_APPLICATIONS.flatMap((application) => auditRows(seed, application)),
  );
}

function applicationRow(seed: DemoSeed, application: DemoApplication): DemoRow {
  const { state, submittedOn, assignedTo } = application;
  return {
    id: seed.id('application', application.applicant),
    applicant_user_id: seed.id('user', application.applicant),
    state,
    state_since: seed.instant(stateSince(application)),
    expires_at: state === 'DRAFT' ? seed.instant(Number(application.createdOn) + DRAFT_DAYS) : null,
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
    submitted_at: submittedOn === null ? null : seed.instant(submittedOn),
    assigned_to: assignedTo === null ? null : seed.id('user', assignedTo),
    assigned_at: assignedTo === null ? null : seed.instant(stateSince(application)),
    created_at: seed.instant(application.createdOn),
    updated_at: seed.instant(stateSince(application)),
    version: stepsOf(application).length,
  };
}

function stateSince({ state, createdOn, submittedOn }: DemoApplication): number {
  const since = Number(submittedOn ?? createdOn);
  return state === 'IN_VETTING' ? since + START_DAYS : since;
}

function checkRows(seed: DemoSeed, application: DemoApplication): DemoRow[] {
  return application.checks.map(({ kind, passed }) => ({
    application_id: seed.id('application', application.applicant),
    kind,
    state: passed === null ? 'PENDING' : 'PASSED',
    source: passed === null ? null : 'MACHINE',
    note: passed,
    decided_at: passed === null ? null : seed.instant(stateSince(application)),
  }));
}

interface Step {
  operation: string;
  actor: string;
  from: string | null;
  to: string;
  on: number;
}

function stepsOf({ applicant, assignedTo, createdOn, submittedOn }: DemoApplication): Step[] {
  const created = { operation: 'CREATE', from: null, to: 'DRAFT', on: Number(createdOn) };
  const steps: Step[] = [{ ...created, actor: applicant }];
  if (submittedOn === null) return steps;
  const on = Number(submittedOn);
  steps.push({ operation: 'SUBMIT', from: 'DRAFT', to: 'SUBMITTED', on, actor: applicant });
  if (assignedTo === null) return steps;
  const started = { operation: 'START', from: 'SUBMITTED', to: 'IN_VETTING' };
  return [...steps, { ...started, on: on + START_DAYS, actor: assignedTo }];
}

function auditRows(seed: DemoSeed, application: DemoApplication): DemoRow[] {
  return stepsOf(application).map(({ operation, actor, from, to, on }, index) => ({
    id: newId(),
    at: seed.instant(on),
    actor_kind: 'USER',
    actor_user_id: seed.id('user', actor),
    actor_label: actor,
    entity: 'RESELLER_APPLICATION',
    entity_id: seed.id('application', application.applicant),
    operation,
    from_state: from,
    to_state: to,
    entity_version: index + 1,
    party_ids: [],
  }));
}
