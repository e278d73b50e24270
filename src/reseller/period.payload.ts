import { resellerAnswer } from './reseller-lifecycle.payload.js';

const GRANT_CODES = [
  'UNKNOWN_MARKET',
  'INVALID_VALUE',
  'NOT_FOUND',
  'CONFLICT',
  'ILLEGAL_TRANSITION',
  'ALREADY_EXISTS',
] as const;
const END_CODES = [
  'INVALID_VALUE',
  'NOT_FOUND',
  'CONFLICT',
  'ILLEGAL_TRANSITION',
  'ALREADY_EXISTS',
] as const;
const ALREADY_EXISTS = 'Another period of the reseller in the market overlaps with it.';
const ILLEGAL_TRANSITION = 'The reseller is TERMINATED.';
const DESCRIPTIONS = { ALREADY_EXISTS, ILLEGAL_TRANSITION };

export const AuthorizationGranted = resellerAnswer(
  'marketAuthorizationGrant',
  GRANT_CODES,
  DESCRIPTIONS,
);
export const AuthorizationEnded = resellerAnswer('marketAuthorizationEnd', END_CODES, DESCRIPTIONS);
export const ExemptionGranted = resellerAnswer(
  'taxExemptionGrant',
  [...GRANT_CODES, 'REQUIRED'],
  DESCRIPTIONS,
);
export const ExemptionEnded = resellerAnswer('taxExemptionEnd', END_CODES, DESCRIPTIONS);
