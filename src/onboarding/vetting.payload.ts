import { applicationAnswer } from './application.payload.js';

const NOT_FOUND = 'There is no such application for a market of your regions.';
const OWN =
  'OWN_APPLICATION: it is yours, names you as a contact or is for a reseller for which you have worked, and somebody else has to look at it';

export const ApplicationClaimed = applicationAnswer(
  'resellerApplicationClaim',
  ['NOT_FOUND', 'INVALID_VALUE', 'ILLEGAL_TRANSITION'],
  {
    NOT_FOUND,
    INVALID_VALUE: `CLAIMED: somebody else has it; ADMIN_ONLY: only administrators take over; ${OWN}.`,
    ILLEGAL_TRANSITION: 'It is decided, withdrawn or expired: nobody has to look at it.',
  },
);

export const ApplicationReleased = applicationAnswer(
  'resellerApplicationRelease',
  ['NOT_FOUND', 'INVALID_VALUE'],
  { NOT_FOUND, INVALID_VALUE: `CLAIMED: somebody else has it; ${OWN}.` },
);

export const CheckDecided = applicationAnswer(
  'vettingCheckDecide',
  ['NOT_FOUND', 'REQUIRED', 'INVALID_VALUE', 'ILLEGAL_TRANSITION', 'CONFLICT'],
  {
    NOT_FOUND,
    REQUIRED: 'FAILED and WAIVED need a note.',
    INVALID_VALUE: `The note breaks the rule that is named beside it; ${OWN}.`,
    ILLEGAL_TRANSITION:
      'Nobody has claimed it yet, or it is decided; or all checks are done, and none can fail any more.',
  },
);

export const ApplicationApproved = applicationAnswer(
  'resellerApplicationApprove',
  [
    'NOT_FOUND',
    'REQUIRED',
    'INVALID_VALUE',
    'UNKNOWN_MARKET',
    'ALREADY_EXISTS',
    'ILLEGAL_TRANSITION',
    'CONFLICT',
    'IDEMPOTENCY_KEY_REUSED',
  ],
  {
    NOT_FOUND,
    INVALID_VALUE: `A value breaks the rule that is named beside it; READMISSION: a reseller that is readmitted stays as it was; CHECKS_OPEN: a check is not done; NO_ADMINISTRATOR: the applicant's account is closed, or staff's; ${OWN}.`,
    ALREADY_EXISTS:
      'A reseller has the same tax id or partner location id; the message says which.',
    ILLEGAL_TRANSITION: 'It is not READY_FOR_DECISION.',
  },
);

export const ApplicationRejected = applicationAnswer(
  'resellerApplicationReject',
  ['NOT_FOUND', 'REQUIRED', 'INVALID_VALUE', 'ILLEGAL_TRANSITION', 'CONFLICT'],
  {
    NOT_FOUND,
    REQUIRED: 'A rejection needs a reason.',
    INVALID_VALUE: `The reason breaks the rule that is named beside it; ${OWN}.`,
  },
);
