import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildClientSchema, getIntrospectionQuery, type GraphQLSchema } from 'graphql';
import { contentOf, writeMark, type DatabaseContent } from '../support/database-content.js';
import { placesIn, valueAt, withValueAt, type InputPlace } from '../support/input-paths.js';
import { startPortal, type Answer, type Portal } from '../support/portal.js';
import { operationOf, rootField } from '../support/schema-operation.js';
import { buildRivals, type Rivals } from '../support/world/rivals.world.js';
import { addStaff, breaches } from '../support/world/shop.world.js';
import { MAY } from './access-table.js';
import { freshArguments, prepare, renew } from './fuzz-world.js';
import { MICROSOFT_ON } from './microsoft-inputs.js';
import { nastyValuesFor, randomFrom, sample, type Nasty } from './nasty-values.js';
import { randomNasty } from './random-values.js';
import type { Arguments, InputWorld } from './input-world.js';

/** What no answer may contain: our failures, stacks, statements, names of tables, and what the database says itself. */
const INSIDE =
  /INTERNAL|Something went wrong|\bat [\w.<>]+ \(|node_modules|\.[jt]s:\d|\b(SELECT|INSERT|UPDATE|DELETE)\b .*\b(FROM|INTO|SET)\b|sales_order|violates|invalid input syntax|out of range for|byte sequence|QueryFailed|pg_|undefined|\[object Object\]/;

/** FUZZ_SEED repeats a run; FUZZ_VALUES is how many values to try at each place: 200 before a release. */
const SEED = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const VALUES = Number(process.env['FUZZ_VALUES'] ?? 10);
/** Of these so many are made at random; where more are wished than are thought of, the rest. */
const RANDOM_SHARE = 0.3;
/** So many are sent at once; alone, when one of them was accepted. */
const TOGETHER = 10;

const random = randomFrom(SEED);

let portal: Portal;
let world: InputWorld;
let schema: GraphQLSchema;
let staffToken: string;
let managerToken: string;

beforeAll(async () => {
  portal = await startPortal('fuzz', {
    ...MICROSOFT_ON,
    LIMIT_BODY_BYTES: '1048576',
    // Hundreds of values take longer than a token usually lives.
    ACCESS_TOKEN_MINUTES: '1440',
  });
  const rivals: Rivals = await buildRivals(portal);
  world = await prepare(rivals);
  staffToken = (await addStaff(portal, 'ADMIN')).token;
  managerToken = (await addStaff(portal, 'CHANNEL_MANAGER')).token;
  schema = buildClientSchema((await portal.ask(getIntrospectionQuery())).data);
}, 60_000);

afterAll(() => portal?.stop());

/** Somebody who may. */
function tokenFor(field: string): string {
  const holders = MAY.get(field);
  // An administrator files one only when their reseller was deauthorised.
  if (/[rR]esellerApplication|documentDelete/.test(field) && holders?.has('no membership')) {
    return world.side.applicant.token;
  }
  if (holders?.has('RESELLER_ADMIN')) return world.side.admin.token;
  return holders?.has('ADMIN') ? staffToken : managerToken;
}

interface Trial {
  field: string;
  place: InputPlace;
  nasty: Nasty;
}

/** All but the one that would end the session of the tests. */
const FIELDS = [...MAY.keys()].filter((name) => name !== 'Mutation.signOut');

async function trialsOf(field: string): Promise<Trial[]> {
  const valid = await freshArguments(world, field);
  return placesIn(rootField(schema, field)).flatMap((place) => {
    const right = valueAt(valid, place.path);
    const known = nastyValuesFor(place, right);
    const chosen = sample(known, Math.ceil(VALUES * (1 - RANDOM_SHARE)), random);
    const others = Array.from({ length: VALUES - chosen.length }, () => randomNasty(random, right));
    // A slip may happen to be none, and what is right is tried by itself.
    const wrong = [...chosen, ...others].filter(({ value }) => value !== right);
    return wrong.map((nasty) => ({ field, place, nasty }));
  });
}

/** Whether the answer says that nothing was done. */
function isRefusal(field: string, { data, errors }: Answer): boolean {
  const payload = data?.[field.split('.')[1] ?? ''];
  return errors.length > 0 || (payload?.userErrors?.length ?? 0) > 0;
}

/** What the database held after the last trial, and the mark of its writers then. */
let last = { mark: '', content: {} as DatabaseContent };

async function changedTables(): Promise<string[]> {
  const mark = await writeMark(portal);
  if (mark === last.mark) return [];
  const content = await contentOf(portal);
  const changed = Object.keys(content).filter((table) => content[table] !== last.content[table]);
  last = { mark, content };
  return changed;
}

function send(field: string, values: Record<string, unknown>): Promise<Answer> {
  const operation = operationOf(schema, field, Object.keys(values), 2);
  return portal.ask(operation, values, { token: tokenFor(field) });
}

/** What an answer says that it should not say. */
function slipsIn(field: string, { status, data, errors }: Answer): string[] {
  const findings: string[] = [];
  if (status >= 500) findings.push(`status ${status}`);
  const userErrors: unknown[] = data?.[field.split('.')[1] ?? '']?.userErrors ?? [];
  const said = JSON.stringify([errors, userErrors]);
  const inside = INSIDE.exec(said);
  if (inside) findings.push(`says ${inside[0]}: ${said.slice(0, 400)}`);
  // Of many rows each is told what is wrong with it; what they are told must not repeat long input.
  if (said.length > 60_000 + 400 * userErrors.length)
    findings.push(`says ${said.length} characters`);
  return findings;
}

const told = ({ field, place, nasty }: Trial, findings: string[]): string[] =>
  findings.map((finding) => `${field} ${place.path.join('.')} = ${nasty.name}: ${finding}`);

async function attempt({ field, place, nasty }: Trial, valid: Arguments): Promise<Answer> {
  const answer = await send(field, withValueAt(valid, place.path, nasty.value));
  // Guessing is limited, and that is proven elsewhere; here every wrong value is to be looked at.
  if (answer.errors.some((error) => error.extensions.code === 'RATE_LIMITED')) {
    await portal.db.query('DELETE FROM platform.rate_limit');
  }
  return answer;
}

async function runAlone(trial: Trial): Promise<string[]> {
  const { field } = trial;
  const valid = await freshArguments(world, field);
  // What making the arguments has written does not count.
  await changedTables();
  const answer = await attempt(trial, valid);
  const findings = slipsIn(field, answer);
  const changed = await changedTables();
  if (isRefusal(field, answer)) {
    if (changed.length > 0) findings.push(`refused, but changed ${changed.join(', ')}`);
  } else {
    await renew(world, field);
    await changedTables();
  }
  return told(trial, findings);
}

/** Most values are refused, and refusals do not disturb each other: where all are, they were tried at once. */
async function runTogether(trials: readonly Trial[]): Promise<string[]> {
  const [{ field } = { field: '' }] = trials;
  const valid = await freshArguments(world, field);
  await changedTables();
  const answers = await Promise.all(trials.map((trial) => attempt(trial, valid)));
  const changed = await changedTables();
  if (changed.length === 0) {
    return trials.flatMap((trial, i) => told(trial, slipsIn(field, answers[i] as Answer)));
  }
  await renew(world, field);
  await changedTables();
  const findings: string[] = [];
  for (const trial of trials) findings.push(...(await runAlone(trial)));
  return findings;
}

describe(`nasty values at every place of every operation (FUZZ_SEED=${SEED})`, () => {
  it.each(FIELDS)(
    '%s answers what a caller can mend, and a refusal changes nothing',
    async (field) => {
      const found: string[] = [];
      const trials = await trialsOf(field);
      await renew(world, field);
      // With nothing nasty it does its work: what is refused below is refused for what is nasty.
      expect(isRefusal(field, await send(field, await freshArguments(world, field)))).toBe(false);
      await renew(world, field);
      await changedTables();
      for (let from = 0; from < trials.length; from += TOGETHER) {
        found.push(...(await runTogether(trials.slice(from, from + TOGETHER))));
      }
      expect(found).toEqual([]);
    },
    60_000 + VALUES * 3000,
  );

  it('leaves no breach of an invariant behind', async () => {
    expect(await breaches(portal)).toEqual([]);
  });
});
