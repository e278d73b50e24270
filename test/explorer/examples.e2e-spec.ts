import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fillDemo, type DemoSignIn } from '../../src/cli/demo/fill-demo.js';
import {
  EXAMPLE_ROLES,
  examplesFor,
  fillVariables,
  isUnedited,
  type Example,
  type ExampleRole,
  type Json,
} from '../../web/src/example.js';
import { operationName } from '../../web/src/tab-plan.js';
import { startPortal, type Portal } from '../support/portal.js';
import { upload } from '../support/world/exchange.world.js';
import { exampleFiles } from './example-files.js';

const EXAMPLES = exampleFiles();

/** In this order: what a buyer leaves waiting, an approver approves. */
const RUNS = EXAMPLE_ROLES.flatMap((role) =>
  examplesFor(EXAMPLES, role).map((example) => ({ role, example })),
);

let portal: Portal;
let signIns: DemoSignIn[];
let fillings = 0;

beforeAll(async () => {
  portal = await startPortal('explorer-examples');
  signIns = await fillDemo(portal.app, portal.config, () => undefined);
});

afterAll(async () => {
  await portal.stop();
  rmSync(portal.config.dataDir, { recursive: true, force: true });
});

/** Whom the explorer takes for one of these; in other roles it is the first of the demo people. */
const PEOPLE: Readonly<Partial<Record<ExampleRole, string>>> = {
  DISTRIBUTOR: 'buyer@nordwind.example',
  DISTRIBUTOR_ADMIN: 'admin@nordwind.example',
  INDIRECT_RESELLER: 'admin@lumiere.example',
};

async function tokenOf(role: ExampleRole, name: string): Promise<string | undefined> {
  if (role === 'ANYBODY') return undefined;
  if (name === 'BeginAnApplication') return newcomer();
  // What the demo has for each of them: this one has come to the agreement.
  const email = name === 'AcceptMyAgreement' ? 'applicant@wiesengrund.example' : PEOPLE[role];
  return portal.signIn(
    signIns.find((signIn) =>
      email === undefined ? signIn.role === role : signIn.email === email,
    )!,
  );
}

/** Somebody who ran "MakeAnAccount" and opened the letter, and has done nothing else. */
async function newcomer(): Promise<string> {
  const example = EXAMPLES.find((candidate) => operationName(candidate) === 'MakeAnAccount')!;
  const { email, password } = JSON.parse((await run(example, undefined)).text).input;
  const letter = (await portal.letters()).findLast(({ to }) => to === email)!;
  const [token] = /cpt_[\w-]+/.exec(letter.text)!;
  const { data } = await portal.ask(
    'mutation ($input: EmailVerifyInput!) { emailVerify(input: $input) { email } }',
    { input: { token } },
  );
  expect(data.emailVerify.email).toBe(email);
  return portal.signIn({ email, password });
}

/** As the explorer does it: fills in the variables, and sends the text of the tab. */
async function run(example: Example, token: string | undefined) {
  const options = token === undefined ? {} : { token };
  fillings += 1;
  const text = await fillVariables(
    example,
    { fresh: `test-${fillings}`, now: new Date() },
    async (query): Promise<Json> => (await portal.ask(query, {}, options)).data,
  );
  const variables = text === '' ? {} : JSON.parse(text);
  const { data, errors } = await portal.ask(example.query, variables, options);
  return { text, errors, data, payload: Object.values(data ?? {})[0] as Json };
}

/** A file of its own for whoever is to see one in the list. */
async function sendFile(role: ExampleRole, token: string): Promise<void> {
  const stock = {
    kind: 'stock',
    file: 'locationCode,sku,onHand,reason\nROM,XBS12-8-256,5,Count\n',
  };
  const prices = {
    kind: 'prices',
    file: 'priceListCode,sku,minimumQuantity,unitPrice,currencyCode\nDE-PREMIER,XBS12-8-256,1,540.00,EUR\n',
  };
  const { status } = await upload(portal, token, role === 'ORDER_DESK' ? stock : prices);
  expect(status).toBe(201);
}

describe('the example tabs', () => {
  it('are there for every role, a few for each, with a name of their own', () => {
    for (const role of EXAMPLE_ROLES) {
      const count = examplesFor(EXAMPLES, role).length;
      expect([role, count >= 3 && count <= 10]).toEqual([role, true]);
    }
    const names = EXAMPLES.map(operationName);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(RUNS.map(({ role, example }) => [role, operationName(example), example] as const))(
    'run as they stand for %s: %s',
    async (role, name, example) => {
      const token = await tokenOf(role, name);
      if (name === 'Imports') await sendFile(role, token!);
      const { text, errors, payload } = await run(example, token);
      expect(errors).toEqual([]);
      expect(text).not.toMatch(/\{\w+\}/);
      expect(isUnedited(example, { query: example.query, variables: text })).toBe(true);
      expect(payload).toEqual(expect.anything());
      // A mutation that did what it says, and no list that is empty.
      expect(payload).not.toMatchObject({ userErrors: [expect.anything()] });
      expect(payload).not.toMatchObject({ nodes: [] });
      expect(payload).not.toEqual([]);
    },
  );

  it('can be run again: each filling of an order is another order, each sending of one is the same', async () => {
    const example = EXAMPLES.find((candidate) => operationName(candidate) === 'PlaceAnOrder')!;
    const token = await tokenOf('BUYER', 'PlaceAnOrder');
    const first = await run(example, token);
    const second = await run(example, token);
    const number = (result: typeof first) => result.data.orderSubmit.order.number;
    expect(number(first)).not.toBe(number(second));
    const { data } = await portal.ask(example.query, JSON.parse(first.text), { token: token! });
    expect(data.orderSubmit).toMatchObject({ replayed: true, order: { number: number(first) } });
  });
});
