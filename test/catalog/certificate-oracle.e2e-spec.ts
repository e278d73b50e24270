import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPortal, type Portal } from '../support/portal.js';
import { addStaff, openShop, submit, type Person, type Shop } from '../support/world/shop.world.js';
import {
  dayFrom,
  openTwoZones,
  todayIn,
  type TwoZones,
  type ZoneCode,
} from '../support/world/two-zones.world.js';
import { randomFrom } from '../access/nasty-values.js';

/** CERTIFICATE_SEED repeats a run. */
const SEED = Number(process.env['CERTIFICATE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const random = randomFrom(SEED);
const upTo = (n: number): number => Math.floor(random() * n);
const ROUNDS = 30;
const WITHIN_DAYS = 2;
const SCHEMES = ['CE', 'FCC'];

let portal: Portal;
let shop: Shop;
let zones: TwoZones;
let catalog: Person;
let productId: string;

interface Certificate {
  scheme: string;
  number: string;
  validFrom: string;
  validUntil: string | null;
}

beforeAll(async () => {
  portal = await startPortal('certificate_oracle');
  shop = await openShop(portal);
  zones = await openTwoZones(shop);
  catalog = await addStaff(portal, 'CATALOG_MANAGER');
  const [variant] = await portal.rows<{ id: string }>(
    'SELECT product_id AS id FROM catalog.variant WHERE id = $1',
    [shop.a],
  );
  productId = variant?.id ?? '';
}, 60_000);

afterAll(() => portal?.stop());

async function ask(query: string, variables: object = {}) {
  const { data, errors } = await portal.ask(query, variables, { token: catalog.token });
  expect(errors).toEqual([]);
  return data;
}

/** Up to three certificates of each scheme, around today, and some of the schemes asked for. */
async function furnish(marketCode: ZoneCode, today: string) {
  await portal.db.query('DELETE FROM catalog.certificate');
  await portal.db.query('DELETE FROM catalog.required_certificate');
  const certificates: Certificate[] = [];
  for (let n = upTo(6); n > 0; n -= 1) {
    const from = upTo(9) - 5;
    const certificate = {
      scheme: SCHEMES[upTo(2)] ?? '',
      number: `N-${n}`,
      validFrom: dayFrom(today, from),
      validUntil: random() < 0.15 ? null : dayFrom(today, from + 1 + upTo(5)),
    };
    certificates.push(certificate);
    const { certificateCreate } = await ask(
      'mutation ($input: CertificateCreateInput!) { certificateCreate(input: $input) { userErrors { code } } }',
      { input: { productId, marketCode, ...certificate } },
    );
    expect(certificateCreate.userErrors).toEqual([]);
  }
  const required = SCHEMES.filter(() => random() < 0.6);
  await ask(
    'mutation ($input: RequiredCertificateSetInput!) { requiredCertificateSet(input: $input) { userErrors { code } } }',
    { input: { marketCode, category: 'LAPTOP', add: required } },
  );
  return { certificates, required };
}

/** Told from day to day: a scheme holds today where a certificate does, and has ended where only others began. */
function stateOn(today: string, certificates: Certificate[], required: string[]): string {
  const states = required.map((scheme) => {
    const begun = certificates.filter((c) => c.scheme === scheme && c.validFrom <= today);
    if (begun.length === 0) return 'MISSING';
    return begun.some(({ validUntil }) => validUntil === null || validUntil > today)
      ? 'VALID'
      : 'EXPIRED';
  });
  if (states.includes('MISSING')) return 'MISSING';
  return states.includes('EXPIRED') ? 'EXPIRED' : 'VALID';
}

/** Walks from today until the first day on which none of the scheme holds; undefined when that is not soon. */
function firstDayWithout(today: string, certificates: Certificate[]): string | undefined {
  return Array.from({ length: WITHIN_DAYS + 1 }, (_, n) => dayFrom(today, n)).find(
    (day) =>
      !certificates.some(
        ({ validFrom, validUntil }) =>
          validFrom <= day && (validUntil === null || validUntil > day),
      ),
  );
}

describe('a renewal', () => {
  const endings = async (renewalFrom: number): Promise<string[]> => {
    const today = todayIn('KI');
    await portal.db.query('DELETE FROM catalog.certificate');
    const certificates = [
      { number: 'OLD', validFrom: dayFrom(today, -9), validUntil: dayFrom(today, 2) },
      { number: 'NEW', validFrom: dayFrom(today, renewalFrom), validUntil: dayFrom(today, 400) },
    ];
    for (const certificate of certificates) {
      await ask(
        'mutation ($input: CertificateCreateInput!) { certificateCreate(input: $input) { userErrors { code } } }',
        { input: { productId, marketCode: 'KI', scheme: 'CE', ...certificate } },
      );
    }
    const { certificatesExpiring } = await ask(
      '{ certificatesExpiring(withinDays: 90) { nodes { certificate { number } } } }',
    );
    return certificatesExpiring.nodes.map(
      ({ certificate }: { certificate: { number: string } }) => certificate.number,
    );
  };

  it('takes the one before it from the list of those that end, unless it leaves a day between', async () => {
    expect(await endings(1)).toEqual([]);
    expect(await endings(2)).toEqual([]);
    expect(await endings(3)).toEqual(['OLD']);
  });
});

describe(`random certificates (CERTIFICATE_SEED=${SEED})`, () => {
  it('let in or keep out what the calendar of their market says, and are missed in time', async () => {
    const seen = new Set<string>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const code: ZoneCode = round % 2 === 0 ? 'KI' : 'AS';
      const today = todayIn(code);
      const { certificates, required } = await furnish(code, today);
      const told = JSON.stringify({ code, today, required, certificates });
      const state = stateOn(today, certificates, required);
      seen.add(state);
      const { listings } = await ask(
        `{ listings(filter: { marketCode: "${code}" }) { nodes { certificateState } } }`,
      );
      expect([told, listings.nodes]).toEqual([told, [{ certificateState: state }]]);

      const { order, userErrors } = await submit(shop, {
        marketCode: code,
        shipToAddressId: zones[code].addressId,
      });
      const codes = userErrors.map((error: { code: string }) => error.code);
      const refusal = state === 'VALID' ? [] : [`CERTIFICATE_${state}`];
      expect([told, codes, order === null]).toEqual([told, refusal, state !== 'VALID']);

      // Whoever holds today and will not soon is in the list of those that end, whatever comes after a gap.
      const { certificatesExpiring } = await ask(
        `{ certificatesExpiring(withinDays: ${WITHIN_DAYS}, marketCode: "${code}", first: 100) {
          nodes { certificate { scheme } endsOn } } }`,
      );
      for (const scheme of SCHEMES) {
        const own = certificates.filter((certificate) => certificate.scheme === scheme);
        const gap = firstDayWithout(today, own);
        const isValid = stateOn(today, own, [scheme]) === 'VALID';
        const ends = certificatesExpiring.nodes
          .filter((node: { certificate: { scheme: string } }) => node.certificate.scheme === scheme)
          .map(({ endsOn }: { endsOn: string }) => endsOn);
        if (isValid && gap !== undefined)
          expect([told, ends]).toEqual([told, expect.arrayContaining([gap])]);
      }
    }
    expect([...seen].sort()).toEqual(['EXPIRED', 'MISSING', 'VALID']);
  }, 120_000);
});
