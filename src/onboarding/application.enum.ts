import { registerEnumType } from '@nestjs/graphql';
import { ApplicationState } from './application.machine.js';

export const VettingCheckKind = {
  EMAIL_OWNERSHIP: 'EMAIL_OWNERSHIP',
  EMPLOYMENT: 'EMPLOYMENT',
  BUSINESS: 'BUSINESS',
  TAX_ID: 'TAX_ID',
  PARTNER_LOCATION_ID: 'PARTNER_LOCATION_ID',
  SANCTIONS: 'SANCTIONS',
} as const;
export type VettingCheckKind = keyof typeof VettingCheckKind;

export const VettingCheckState = {
  PENDING: 'PENDING',
  PASSED: 'PASSED',
  FAILED: 'FAILED',
  WAIVED: 'WAIVED',
} as const;
export type VettingCheckState = keyof typeof VettingCheckState;

export const VettingCheckSource = { MACHINE: 'MACHINE', REVIEWER: 'REVIEWER' } as const;
export type VettingCheckSource = keyof typeof VettingCheckSource;

registerEnumType(ApplicationState, {
  name: 'ResellerApplicationState',
  description: 'How far an application is.',
  valuesMap: {
    DRAFT: { description: 'Still being written; it expires after 90 days.' },
    SUBMITTED: {
      description:
        'Handed in: machines check it already; its vetting begins when a reviewer claims it.',
    },
    IN_VETTING: { description: 'Its checks are being made.' },
    ACTION_REQUIRED: {
      description:
        'A check failed: the applicant corrects something and hands it in again within 30 days.',
    },
    PENDING_AGREEMENT: {
      description:
        'All checks are passed or waived: the applicant accepts the agreement within 30 days.',
    },
    READY_FOR_DECISION: { description: 'Everything is there; a channel manager decides.' },
    APPROVED: { description: 'The company is a reseller.' },
    REJECTED: { description: 'Refused, with a reason; one appeal is possible.' },
    WITHDRAWN: { description: 'Taken back by the applicant.' },
    EXPIRED: { description: 'The applicant let the time run out.' },
  },
});

registerEnumType(VettingCheckKind, {
  name: 'VettingCheckKind',
  description: 'What is checked of an application.',
  valuesMap: {
    EMAIL_OWNERSHIP: { description: 'The applicant has confirmed their e-mail address.' },
    EMPLOYMENT: { description: 'The applicant works for the company.' },
    BUSINESS: { description: 'The company exists and sells what it says.' },
    TAX_ID: { description: 'The tax id is valid and belongs to the company.' },
    PARTNER_LOCATION_ID: { description: 'The Microsoft partner ids belong to the company.' },
    SANCTIONS: { description: 'Neither company nor contacts stand on a screening list.' },
  },
});

registerEnumType(VettingCheckState, {
  name: 'VettingCheckState',
  description: 'What a check has come to.',
  valuesMap: {
    PENDING: { description: 'Nobody has decided yet.' },
    PASSED: { description: 'All is well.' },
    FAILED: { description: 'Something is wrong: the applicant has to act.' },
    WAIVED: { description: 'A reviewer does without it, and said why.' },
  },
});

registerEnumType(VettingCheckSource, {
  name: 'VettingCheckSource',
  description: 'Who decided a check.',
  valuesMap: {
    MACHINE: { description: 'A check that a machine can make.' },
    REVIEWER: { description: 'A member of staff.' },
  },
});
