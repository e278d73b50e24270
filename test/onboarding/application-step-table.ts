import { newId } from '../../src/kernel/index.js';
import type { ApplicationOperation } from '../../src/onboarding/application.machine.js';
import type { Portal } from '../support/portal.js';

/** A mutation on an application, and what of the machine it may set in motion. */
export interface Step {
  mutation: string;
  by: 'APPLICANT' | 'STAFF';
  operations: readonly ApplicationOperation[];
  input?: object;
}

const version = { expectedVersion: 1 };
const check = (outcome: string) => ({ ...version, kind: 'BUSINESS', outcome, note: 'Looked at.' });

export const STEPS = {
  update: {
    mutation: 'resellerApplicationUpdate',
    by: 'APPLICANT',
    operations: ['EDIT'],
    input: { ...version, partnerGlobalId: '4444' },
  },
  submit: { mutation: 'resellerApplicationSubmit', by: 'APPLICANT', operations: ['SUBMIT'] },
  resubmit: { mutation: 'resellerApplicationResubmit', by: 'APPLICANT', operations: ['RESUBMIT'] },
  accept: {
    mutation: 'resellerApplicationAgreementAccept',
    by: 'APPLICANT',
    operations: ['ACCEPT_AGREEMENT'],
  },
  withdraw: { mutation: 'resellerApplicationWithdraw', by: 'APPLICANT', operations: ['WITHDRAW'] },
  appeal: {
    mutation: 'resellerApplicationAppeal',
    by: 'APPLICANT',
    operations: ['APPEAL'],
    input: { ...version, reason: 'Look again.' },
  },
  claim: { mutation: 'resellerApplicationClaim', by: 'STAFF', operations: ['START'], input: {} },
  release: { mutation: 'resellerApplicationRelease', by: 'STAFF', operations: [], input: {} },
  pass: {
    mutation: 'vettingCheckDecide',
    by: 'STAFF',
    operations: ['PASS_CHECKS', 'CORRECT_CHECK'],
    input: check('PASSED'),
  },
  waive: {
    mutation: 'vettingCheckDecide',
    by: 'STAFF',
    operations: ['PASS_CHECKS', 'CORRECT_CHECK'],
    input: check('WAIVED'),
  },
  fail: {
    mutation: 'vettingCheckDecide',
    by: 'STAFF',
    operations: ['FAIL_CHECK'],
    input: check('FAILED'),
  },
  approve: {
    mutation: 'resellerApplicationApprove',
    by: 'STAFF',
    operations: ['APPROVE'],
    input: { ...version, tier: 'REGISTERED' },
  },
  reject: {
    mutation: 'resellerApplicationReject',
    by: 'STAFF',
    operations: ['REJECT'],
    input: { ...version, reason: 'We have enough partners there.' },
  },
} as const satisfies Record<string, Step>;
export type StepName = keyof typeof STEPS;
export const STEP_NAMES = Object.keys(STEPS) as StepName[];

/** What somebody is answered: that it is done, or the first reason why not. */
export async function answer(
  portal: Portal,
  name: StepName,
  token: string,
  { id, agreementId }: { id: string; agreementId: string },
): Promise<string> {
  const { mutation, input = version }: Step = STEPS[name];
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;
  const { data, errors } = await portal.ask(
    `mutation ($input: ${type}Input!) { ${mutation}(input: $input) {
       application { id } userErrors { path ... on ${type}UserError { code } } } }`,
    {
      input: {
        applicationId: id,
        ...input,
        ...(name === 'accept' && { agreementId }),
        ...(name === 'approve' && { idempotencyKey: newId() }),
      },
    },
    token === '' ? {} : { token },
  );
  if (errors.length > 0) return errors[0].extensions.code;
  const { application, userErrors } = data[mutation];
  if (userErrors.length === 0) return application.id === id ? 'done' : 'another application';
  const [{ code, path }] = userErrors;
  return `${code} ${path.join('.')}`;
}

let tries = 10_000_000;

/** A German VAT number whose check digit is right, and that nobody has yet: an edit judges it anew. */
export function freshTaxId(): string {
  tries += 1;
  const product = [...String(tries)].reduce((last, digit) => {
    const sum = (Number(digit) + last) % 10 || 10;
    return (sum * 2) % 11;
  }, 10);
  const last = (11 - product) % 10;
  return `${tries}${last}`;
}
