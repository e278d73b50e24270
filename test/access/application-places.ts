import type { ForeignWorld, Place } from './foreign-world.js';

const NOT_FOUND = 'NOT_FOUND';

const oldApplication = ({ rivals }: ForeignWorld): string => rivals.other.oldApplicationId;
const otherApplication = ({ rivals }: ForeignWorld): string => rivals.other.applicationId;

/** Those of applications and their documents. */
export const APPLICATION_PLACES: Record<string, Place> = {
  'Query.resellerApplication.id': {
    by: 'applicant',
    foreign: otherApplication,
    answer: 'nothing',
  },
  ...Object.fromEntries(
    ['Update', 'Submit', 'Resubmit', 'Withdraw', 'Appeal', 'AgreementAccept'].map(
      (step): [string, Place] => [
        `Mutation.resellerApplication${step}.input.applicationId`,
        { by: 'applicant', foreign: otherApplication, answer: NOT_FOUND },
      ],
    ),
  ),
  ...Object.fromEntries(
    [
      'resellerApplicationClaim',
      'resellerApplicationRelease',
      'vettingCheckDecide',
      'resellerApplicationApprove',
      'resellerApplicationReject',
    ].map((step): [string, Place] => [
      `Mutation.${step}.input.applicationId`,
      { by: 'far manager', foreign: oldApplication, answer: NOT_FOUND },
    ]),
  ),
  'Mutation.documentDelete.input.documentId': {
    by: 'applicant',
    foreign: ({ rivals }) => rivals.other.documentId,
    answer: NOT_FOUND,
  },
};
