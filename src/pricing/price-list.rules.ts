import { checkText, type Problem } from '../kernel/index.js';
import type { PriceAudience } from './price.rules.js';

const CODE = /^[A-Z0-9][A-Z0-9-]{1,39}$/;
const NAME_MAX = 200;

/** When a list holds: `[validFrom, validUntil)`. */
export interface Period {
  validFrom: Date;
  validUntil: Date | null;
}

/** What a list is made for. */
export interface Audience {
  audience: PriceAudience;
  tier?: string | null;
  resellerId?: string | null;
}

export type PriceListState = 'UPCOMING' | 'ACTIVE' | 'ENDED';

export function stateOf({ validFrom, validUntil }: Period, now: Date): PriceListState {
  if (validUntil !== null && validUntil <= now) return 'ENDED';
  return validFrom <= now ? 'ACTIVE' : 'UPCOMING';
}

export function isListCode(text: string): boolean {
  return CODE.test(text);
}

export function checkCode(code: string, path: string[]): Problem[] {
  if (code.trim() === '') return checkText(code, { path, max: 40, required: true, name: 'code' });
  if (isListCode(code)) return [];
  return [
    invalid(
      path,
      'FORMAT',
      'A code has 2 to 40 capital letters, digits and hyphens, such as DE-PREMIER.',
    ),
  ];
}

export function checkName(name: string | null, path: string[]): Problem[] {
  return checkText(name, { path, max: NAME_MAX, required: true, name: 'name' });
}

/** A tier where it is for a tier, a reseller where it is for one, and nothing else. */
export function checkAudience({ audience, tier, resellerId }: Audience): Problem[] {
  return [
    ...checkNamed(audience === 'TIER', tier, 'tier'),
    ...checkNamed(audience === 'RESELLER', resellerId, 'resellerId'),
  ];
}

/** Of a list that is to come: what was charged in the past is a fact that no list changes later. */
export function checkNewPeriod(period: Period, now: Date): Problem[] {
  return [...notPast(period.validFrom, now, 'validFrom'), ...checkOrder(period, 'validUntil')];
}

export interface ListChanges {
  name?: string | null | undefined;
  priority?: number | null | undefined;
  validFrom?: Date | null | undefined;
  validUntil?: Date | null | undefined;
}

/**
 * What of a list may still change. Its beginning is fixed once it has begun, its end and its priority once it has
 * ended: until then an end may be set, moved or taken away, but never to before now.
 */
export function checkChanges(
  list: Period & { priority: number },
  changes: ListChanges,
  now: Date,
): Problem[] {
  const problems = [
    ...(changes.name === undefined ? [] : checkName(changes.name, ['input', 'name'])),
    ...checkPriority(list, changes.priority, now),
    ...checkBeginning(list, changes.validFrom, now),
    ...checkEndMoved(list, changes.validUntil, now),
  ];
  if (problems.length > 0) return problems;
  const { validFrom, validUntil } = changes;
  const after = {
    validFrom: validFrom ?? list.validFrom,
    validUntil: validUntil === undefined ? list.validUntil : validUntil,
  };
  return checkOrder(after, validUntil === undefined && validFrom ? 'validFrom' : 'validUntil');
}

function checkPriority(
  list: Period & { priority: number },
  priority: number | null | undefined,
  now: Date,
): Problem[] {
  if (priority === null) return [missing('priority')];
  if (priority === undefined || priority === list.priority) return [];
  return stateOf(list, now) === 'ENDED' ? [hasEnded(list, 'priority')] : [];
}

function checkBeginning(list: Period, validFrom: Date | null | undefined, now: Date): Problem[] {
  if (validFrom === null) return [missing('validFrom')];
  if (validFrom === undefined || same(validFrom, list.validFrom)) return [];
  return stateOf(list, now) === 'UPCOMING'
    ? notPast(validFrom, now, 'validFrom')
    : [hasBegun(list)];
}

function checkEndMoved(list: Period, validUntil: Date | null | undefined, now: Date): Problem[] {
  if (validUntil === undefined || same(validUntil, list.validUntil)) return [];
  if (stateOf(list, now) === 'ENDED') return [hasEnded(list, 'validUntil')];
  return validUntil === null ? [] : notPast(validUntil, now, 'validUntil');
}

/** An end is only brought nearer; moving it away is a change of the period. */
export function checkEnd(list: Period, at: Date, now: Date): Problem[] {
  const path = ['input', 'at'];
  if (stateOf(list, now) === 'ENDED') return [hasEnded(list, 'code')];
  if (at < now) return notPast(at, now, 'at');
  if (at <= list.validFrom) {
    return [
      invalid(
        path,
        'PERIOD',
        `The list begins on ${iso(list.validFrom)} only. Delete it instead, or end it later.`,
      ),
    ];
  }
  if (list.validUntil !== null && at > list.validUntil) {
    return [
      invalid(
        path,
        'PERIOD',
        `The list ends on ${iso(list.validUntil)} already. Use priceListUpdate to move its end away.`,
      ),
    ];
  }
  return [];
}

/** Only what never gave a price can go without a trace. */
export function checkDeletion(list: Period, now: Date): Problem[] {
  if (stateOf(list, now) === 'UPCOMING') return [];
  return [
    invalid(
      ['input', 'code'],
      'IN_USE',
      `The list has been valid since ${iso(list.validFrom)}. End it with priceListEnd instead.`,
    ),
  ];
}

/** The list that takes over begins where the one before it ends. */
export function checkSuccession(list: Period, at: Date, now: Date): Problem[] {
  const problems = checkEnd(list, at, now);
  if (problems.length > 0 || list.validUntil === null || at < list.validUntil) return problems;
  return [
    invalid(
      ['input', 'at'],
      'PERIOD',
      `The list ends on ${iso(list.validUntil)} already. Copy it with priceListCopy instead.`,
    ),
  ];
}

export function noSuchList(code: string, path = ['input', 'code']): Problem {
  return {
    code: 'NOT_FOUND',
    message: `There is no price list "${shown(code)}". The query "priceLists" lists them.`,
    path,
  };
}

export function unknownMarket(code: string, path = ['input', 'marketCode']): Problem {
  return {
    code: 'UNKNOWN_MARKET',
    message: `There is no market "${shown(code)}". The query "markets" lists them.`,
    path,
  };
}

export function noSuchReseller(path = ['input', 'resellerId']): Problem {
  return { code: 'NOT_FOUND', message: 'There is no such reseller.', path };
}

export function codeTaken(code: string, path = ['input', 'code']): Problem {
  return {
    code: 'ALREADY_EXISTS',
    message: `There is a price list "${shown(code)}" already.`,
    path,
  };
}

export function staleList(version: number): Problem {
  return {
    code: 'CONFLICT',
    message: `Somebody else changed the list: it has version ${version} by now. Read it again and decide anew.`,
    path: ['input', 'expectedVersion'],
    facts: { version },
  };
}

export function hasEnded(list: Period, field: string): Problem {
  const until = list.validUntil === null ? '' : ` on ${iso(list.validUntil)}`;
  return invalid(
    ['input', field],
    'PERIOD_OVER',
    `The list ended${until}: what it gave then stays as it was.`,
  );
}

function hasBegun(list: Period): Problem {
  return invalid(
    ['input', 'validFrom'],
    'PERIOD_BEGUN',
    `The list has been valid since ${iso(list.validFrom)}, and that stays so.`,
  );
}

function notPast(at: Date, now: Date, field: string): Problem[] {
  if (at >= now) return [];
  return [invalid(['input', field], 'PAST', `This is in the past: it is ${iso(now)} now.`)];
}

function checkOrder({ validFrom, validUntil }: Period, field: string): Problem[] {
  if (validUntil === null || validUntil > validFrom) return [];
  return [
    invalid(
      ['input', field],
      'PERIOD',
      `The list must end after its beginning on ${iso(validFrom)}.`,
    ),
  ];
}

function checkNamed(wanted: boolean, value: string | null | undefined, field: string): Problem[] {
  if (wanted === (value != null)) return [];
  return wanted
    ? [missing(field)]
    : [invalid(['input', field], 'AUDIENCE', `A list for another audience names no ${field}.`)];
}

function missing(field: string): Problem {
  return { code: 'REQUIRED', message: `Give a ${field}.`, path: ['input', field] };
}

function invalid(path: string[], rule: string, message: string): Problem {
  return { code: 'INVALID_VALUE', message, path, facts: { rule } };
}

function same(a: Date | null, b: Date | null): boolean {
  return a?.getTime() === b?.getTime();
}

function iso(at: Date): string {
  return at.toISOString();
}

/** Messages repeat no long input. */
export function shown(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
