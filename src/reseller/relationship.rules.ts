import { checkText, type Problem } from '../kernel/index.js';
import {
  relationshipMachine,
  type RelationshipOperation,
  type RelationshipState,
} from './relationship.machine.js';
import type { ResellerState } from './reseller.machine.js';
import type { ResellerType } from './reseller.enum.js';

const LOCATION_ID = /^\d{4,12}$/;
const COUNTRY = /^[A-Z]{2}$/;
const REASON_MAX = 500;

/** How somebody names a partner whom they need not be able to see. */
export interface NamedPartner {
  partnerLocationId: string;
  countryCode: string;
}

/** Who asks for a relationship. */
export interface RelationshipParty {
  /** As the clock has it. */
  state: ResellerState;
  type: ResellerType;
  partnerLocationId: string | null;
}

export function checkNamedPartner({ partnerLocationId, countryCode }: NamedPartner): Problem[] {
  return [
    ...checkForm(partnerLocationId, {
      path: ['input', 'partnerLocationId'],
      form: LOCATION_ID,
      message: 'A partner location id has 4 to 12 digits.',
    }),
    ...checkForm(countryCode, {
      path: ['input', 'countryCode'],
      form: COUNTRY,
      message: 'Give the two capital letters of ISO 3166-1, such as DE.',
    }),
  ];
}

function checkForm(
  value: string,
  { path, form, message }: { path: string[]; form: RegExp; message: string },
): Problem[] {
  const problems = checkText(value, { path, max: 20, required: true });
  if (problems.length > 0 || form.test(value.trim())) return problems;
  return [{ code: 'INVALID_VALUE', message, path, facts: { rule: 'FORMAT' } }];
}

export function checkEndReason(reason: string | null | undefined): Problem[] {
  return checkText(reason, { path: ['input', 'reason'], max: REASON_MAX });
}

/** Distributors and indirect resellers ask while they may order; a suspended one first gets its suspension lifted. */
export function judgeAsker(asker: RelationshipParty, named: NamedPartner): Problem[] {
  if (asker.type === 'DIRECT_RESELLER') {
    return [
      {
        code: 'RESELLER_NOT_ACTIVE',
        message:
          'A direct reseller buys for itself: relationships join distributors and indirect resellers.',
        path: ['input'],
        facts: { type: asker.type },
      },
    ];
  }
  const own = asker.partnerLocationId === named.partnerLocationId;
  return [
    ...judgeParty(asker.state),
    ...(own
      ? [
          {
            code: 'INVALID_VALUE',
            message: 'This is the partner location id of your own reseller.',
            path: ['input', 'partnerLocationId'],
            facts: { rule: 'OTHER_PARTY' },
          },
        ]
      : []),
  ];
}

export function judgeParty(state: ResellerState): Problem[] {
  if (state === 'ACTIVE' || state === 'REAUTHORIZATION_DUE') return [];
  return [
    {
      code: 'RESELLER_NOT_ACTIVE',
      message: `Your reseller is ${state} and can begin no relationship. Ask your channel manager.`,
      path: ['input'],
      facts: { state },
    },
  ];
}

/** Where the operation leads; one who asked does not answer for the other side, but can take the request back. */
export function moveRelationship(
  state: RelationshipState,
  operation: RelationshipOperation,
  { asked }: { asked: boolean },
): RelationshipState | Problem {
  const allowed = relationshipMachine
    .operations(state)
    .filter((each) => each !== 'ACCEPT' || !asked);
  const next = relationshipMachine.next(state, operation);
  if (typeof next === 'string' && allowed.includes(operation)) return next;
  const message =
    asked && operation === 'ACCEPT' && state === 'REQUESTED'
      ? 'The other side accepts or declines what you asked for; you can take it back by declining it.'
      : `A relationship that is ${state} does not allow ${operation}.`;
  return {
    code: 'ILLEGAL_TRANSITION',
    message,
    path: ['input'],
    facts: { state, operation, allowed },
  };
}

/** Unknown and not theirs look the same. */
export function noSuchRelationship(): Problem {
  return {
    code: 'NOT_FOUND',
    message:
      'There is no such relationship. The query "relationships" lists those that you may see.',
    path: ['input', 'relationshipId'],
  };
}

export function staleRelationship(version: number): Problem {
  return {
    code: 'CONFLICT',
    message: `Somebody else changed the relationship: it has version ${version} by now. Read it again.`,
    path: ['input', 'expectedVersion'],
    facts: { version },
  };
}
