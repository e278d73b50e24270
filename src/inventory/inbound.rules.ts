import { checkId, checkQuantity, checkText, type Problem } from '../kernel/index.js';

export interface Announcement {
  idempotencyKey: string;
  locationCode: string;
  sku: string;
  quantity: number;
  expectedOn: string;
}

export interface InboundEdit {
  id: string;
  expectedVersion: number;
}

export interface InboundUpdate extends InboundEdit {
  quantity?: number | null;
  expectedOn?: string | null;
}

/** Beyond it, a day is likelier a typing mistake than a plan. */
export const AHEAD_DAYS_MAX = 1096;

const CODE_MAX = 40;
const KEY_MAX = 255;
const DAY_MS = 86_400_000;
/** It is still the day before, this many hours behind UTC. */
const LATEST_ZONE_MS = 12 * 3_600_000;

export function normalAnnouncement(input: Announcement): Announcement {
  return {
    idempotencyKey: input.idempotencyKey.trim(),
    locationCode: input.locationCode.trim(),
    sku: input.sku.trim(),
    quantity: input.quantity,
    expectedOn: input.expectedOn,
  };
}

export function checkAnnouncement(input: Announcement): Problem[] {
  const text = (name: 'idempotencyKey' | 'locationCode' | 'sku', max: number) =>
    checkText(input[name], { path: ['input', name], max, required: true });
  return [
    ...text('idempotencyKey', KEY_MAX),
    ...text('locationCode', CODE_MAX),
    ...text('sku', CODE_MAX),
    ...checkQuantity(input.quantity, { path: ['input', 'quantity'] }),
  ];
}

/** What is left out stays as it is; neither can be taken away. */
export function checkInboundUpdate({ id, quantity, expectedOn }: InboundUpdate): Problem[] {
  return [
    ...checkId(id, ['input', 'id']).map((problem) => ({ ...noSuchInbound(), path: problem.path })),
    ...(quantity === null ? [needed('quantity')] : []),
    ...(typeof quantity === 'number'
      ? checkQuantity(quantity, { path: ['input', 'quantity'] })
      : []),
    ...(expectedOn === null ? [needed('expectedOn')] : []),
  ];
}

/** A day that is over everywhere cannot be waited for; what is late gets a new day or stays as it was. */
export function checkExpectedOn(expectedOn: string, now: Date): Problem[] {
  const first = dayOf(now.getTime() - LATEST_ZONE_MS);
  const last = dayOf(now.getTime() + AHEAD_DAYS_MAX * DAY_MS);
  if (expectedOn >= first && expectedOn <= last) return [];
  return [
    {
      code: 'INVALID_VALUE',
      message: `Give a day between ${first} and ${last}.`,
      path: ['input', 'expectedOn'],
      facts: { rule: expectedOn < first ? 'PAST' : 'RANGE' },
    },
  ];
}

export function noSuchInbound(): Problem {
  return {
    code: 'NOT_FOUND',
    message:
      'Nothing of this id is on its way. The field "inbound" of "stockLevels" lists what is.',
    path: ['input', 'id'],
  };
}

export function staleInbound(version: number): Problem {
  return {
    code: 'CONFLICT',
    message: `Somebody else changed it, or received a part of it: it has version ${version} by now. Read it again.`,
    path: ['input', 'expectedVersion'],
    facts: { version },
  };
}

function needed(field: string): Problem {
  return { code: 'REQUIRED', message: `Give ${field}, or leave it out.`, path: ['input', field] };
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
