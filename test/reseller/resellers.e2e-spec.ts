import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/kernel/index.js';
import { startPortal, type Portal } from '../support/portal.js';
import { addMembership, addUser, type UserOptions } from '../support/world/identity.world.js';
import { addMarket, addRegion } from '../support/world/market.world.js';
import {
  acceptAgreement,
  addAddress,
  addAgreement,
  addAuthorization,
  addRelationship,
  addReseller,
  addTaxExemption,
} from '../support/world/reseller.world.js';

const RESELLER = `query ($id: ID!) { reseller(id: $id) { id legalName type tier state } }`;
const NAMES = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: ResellerFilter) {
  resellers(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    nodes { legalName } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount
  }
}`;

describe('resellers', () => {
  let portal: Portal;
  let emea: string;
  let apac: string;
  let distributor: string;
  let partner: string;
  let tokyo: string;
  let unplaced: string;
  let buyer: string;
  let partnerAdmin: string;

  beforeAll(async () => {
    portal = await startPortal('resellers');
    const { db } = portal;
    emea = await addRegion(db, { code: 'EMEA' });
    apac = await addRegion(db, { code: 'APAC' });
    await addMarket(db, { code: 'DE', regionId: emea });
    await addMarket(db, { code: 'JP', regionId: apac, currencyCode: 'JPY' });
    distributor = await addReseller(db, {
      legalName: 'Äpfel & Söhne Distribution',
      taxId: 'DE811907980',
      type: 'DISTRIBUTOR',
      tier: 'PREMIER',
      markets: ['DE'],
      creditLimits: { EUR: '1000.00' },
      partnerLocationId: '4512345',
    });
    partner = await addReseller(db, {
      legalName: 'Corner Shop',
      type: 'INDIRECT_RESELLER',
      markets: ['DE'],
    });
    tokyo = await addReseller(db, {
      legalName: 'Tokyo Devices',
      state: 'SUSPENDED',
      creditLimits: { JPY: '500000' },
    });
    // A lapsed authorisation still makes the region look after the reseller: its old orders need care.
    await addAuthorization(db, {
      resellerId: tokyo,
      marketCode: 'JP',
      validFrom: '2020-01-01',
      validUntil: '2021-01-01',
    });
    unplaced = await addReseller(db, { legalName: 'Aardvark' });
    buyer = await memberOf(distributor, 'BUYER');
    partnerAdmin = await memberOf(partner, 'RESELLER_ADMIN');
  });
  afterAll(() => portal.stop());

  async function memberOf(resellerId: string, role: 'BUYER' | 'RESELLER_ADMIN'): Promise<string> {
    const user = await addUser(portal.db);
    await addMembership(portal.db, { userId: user.id, resellerId, role });
    return portal.signIn(user);
  }

  async function staff(options: UserOptions): Promise<string> {
    return portal.signIn(await addUser(portal.db, options));
  }

  async function namesSeen(token: string, variables: object = {}): Promise<string[]> {
    const { data, errors } = await portal.ask(NAMES, variables, { token });
    expect(errors).toEqual([]);
    return data.resellers.nodes.map(({ legalName }: { legalName: string }) => legalName);
  }

  describe('reseller', () => {
    it('shows people their own', async () => {
      const { data, errors } = await portal.ask(RESELLER, { id: distributor }, { token: buyer });
      expect(errors).toEqual([]);
      expect(data.reseller).toEqual({
        id: distributor,
        legalName: 'Äpfel & Söhne Distribution',
        type: 'DISTRIBUTOR',
        tier: 'PREMIER',
        state: 'ACTIVE',
      });
    });

    it('is part of the viewer, for those who speak for one', async () => {
      const query = '{ viewer { reseller { id legalName } } }';
      const own = await portal.ask(query, {}, { token: buyer });
      expect(own.data.viewer.reseller).toEqual({
        id: distributor,
        legalName: 'Äpfel & Söhne Distribution',
      });
      const admin = await staff({ staffRoles: ['ADMIN'] });
      expect((await portal.ask(query, {}, { token: admin })).data.viewer.reseller).toBeNull();
    });

    it('answers the same for one that is not theirs, unknown, or no id at all', async () => {
      const answers = await Promise.all(
        [partner, tokyo, newId(), 'R-1', ''].map((id) =>
          portal.ask(RESELLER, { id }, { token: buyer }),
        ),
      );
      const [first] = answers;
      expect(first?.errors).toMatchObject([
        { message: 'There is no such reseller.', extensions: { code: 'NOT_FOUND' } },
      ]);
      for (const { data, errors, status } of answers) {
        expect({
          status,
          data,
          message: errors[0].message,
          code: errors[0].extensions.code,
        }).toEqual({
          status: first?.status,
          data: first?.data,
          message: 'There is no such reseller.',
          code: 'NOT_FOUND',
        });
      }
    });

    it('shows staff those of their regions, and the others as unknown', async () => {
      const desk = await staff({ staffRoles: ['ORDER_DESK'], regionIds: [emea] });
      const near = await portal.ask(RESELLER, { id: partner }, { token: desk });
      expect(near.data.reseller.legalName).toBe('Corner Shop');
      for (const id of [tokyo, unplaced]) {
        const far = await portal.ask(RESELLER, { id }, { token: desk });
        expect(far.errors[0].extensions.code).toBe('NOT_FOUND');
      }
      const everywhere = await staff({ staffRoles: ['CHANNEL_MANAGER'] });
      const all = await portal.ask(RESELLER, { id: unplaced }, { token: everywhere });
      expect(all.data.reseller.legalName).toBe('Aardvark');
    });

    it('is closed to strangers, analysts and people without a reseller', async () => {
      const anonymous = await portal.ask(RESELLER, { id: distributor });
      expect([anonymous.status, anonymous.errors[0].extensions.code]).toEqual([
        401,
        'UNAUTHENTICATED',
      ]);
      for (const token of [await staff({ staffRoles: ['ANALYST'] }), await staff({})]) {
        const { status, errors } = await portal.ask(RESELLER, { id: distributor }, { token });
        expect([status, errors[0].extensions.code]).toEqual([403, 'FORBIDDEN']);
      }
    });

    it('shows what an order depends on', async () => {
      const { db } = portal;
      const user = await addUser(db);
      const first = await addAgreement(db, { regionId: emea, number: 1, title: 'First' });
      await addAgreement(db, { regionId: emea, number: 2, title: 'Second' });
      await addAgreement(db, { regionId: emea, number: 3, requiredFrom: '2999-01-01' });
      await acceptAgreement(db, { agreementId: first, resellerId: distributor, userId: user.id });
      await addAddress(db, { resellerId: distributor, label: 'Depot' });
      await addTaxExemption(db, { resellerId: distributor, marketCode: 'DE' });
      await addRelationship(db, { distributorId: distributor, indirectResellerId: partner });
      const query = `query ($id: ID!) { reseller(id: $id) {
        addresses { label countryCode state }
        marketAuthorizations { marketCode validFrom validUntil }
        taxExemptions { marketCode validFrom validUntil }
        agreements { agreement { number title regionCode } accepted acceptedAt }
        relationships {
          state requestedByDistributor distributor { id legalName } indirectReseller { id legalName }
        }
        creditAccounts { limit { amount currencyCode } exposure { amount } available { amount } terms }
      } }`;
      const { data, errors } = await portal.ask(query, { id: distributor }, { token: buyer });
      expect(errors).toEqual([]);
      const relationships = [
        {
          state: 'ACTIVE',
          requestedByDistributor: true,
          distributor: { id: distributor, legalName: 'Äpfel & Söhne Distribution' },
          indirectReseller: { id: partner, legalName: 'Corner Shop' },
        },
      ];
      expect(data.reseller).toEqual({
        addresses: [{ label: 'Depot', countryCode: 'DE', state: 'ACTIVE' }],
        marketAuthorizations: [{ marketCode: 'DE', validFrom: '2020-01-01', validUntil: null }],
        taxExemptions: [{ marketCode: 'DE', validFrom: '2020-01-01', validUntil: null }],
        agreements: [
          {
            agreement: { number: 2, title: 'Second', regionCode: 'EMEA' },
            accepted: false,
            acceptedAt: null,
          },
        ],
        relationships,
        creditAccounts: [
          {
            limit: { amount: '1000.00', currencyCode: 'EUR' },
            exposure: { amount: '0.00' },
            available: { amount: '1000.00' },
            terms: 'NET_30',
          },
        ],
      });
      const other = await portal.ask(query, { id: partner }, { token: partnerAdmin });
      expect(other.data.reseller.relationships).toEqual(relationships);
      expect(other.data.reseller.addresses).toEqual([]);
    });
  });

  describe('the list', () => {
    const ALL = ['Aardvark', 'Corner Shop', 'Tokyo Devices', 'Äpfel & Söhne Distribution'];

    it('is for staff, by name and in their regions only', async () => {
      expect(await namesSeen(await staff({ staffRoles: ['ADMIN'] }))).toEqual(ALL);
      const desk = await staff({ staffRoles: ['ORDER_DESK'], regionIds: [apac] });
      expect(await namesSeen(desk)).toEqual(['Tokyo Devices']);
      const both = await staff({ staffRoles: ['CHANNEL_MANAGER'], regionIds: [apac, emea] });
      expect(await namesSeen(both)).toEqual(ALL.slice(1));
      const { status, errors } = await portal.ask(NAMES, {}, { token: buyer });
      expect([status, errors[0].extensions.code]).toEqual([403, 'FORBIDDEN']);
    });

    it('finds by part of the name, by tax id and by partner id, and takes % and _ as they are', async () => {
      const token = await staff({ staffRoles: ['ADMIN'] });
      const found = (search: string) => namesSeen(token, { filter: { search } });
      expect(await found('söhne')).toEqual(['Äpfel & Söhne Distribution']);
      expect(await found(' SHOP ')).toEqual(['Corner Shop']);
      expect(await found('DE811907980')).toEqual(['Äpfel & Söhne Distribution']);
      expect(await found('4512345')).toEqual(['Äpfel & Söhne Distribution']);
      expect(await found('%')).toEqual([]);
      expect(await found('_')).toEqual([]);
      expect(await found("'; --")).toEqual([]);
      expect(await found('😀')).toEqual([]);
      expect(await found('')).toEqual(ALL);
    });

    it('filters by state, type and tier together', async () => {
      const token = await staff({ staffRoles: ['ADMIN'] });
      const found = (filter: object) => namesSeen(token, { filter });
      expect(await found({ state: ['SUSPENDED', 'TERMINATED'] })).toEqual(['Tokyo Devices']);
      expect(await found({ type: ['DIRECT_RESELLER'] })).toEqual(['Aardvark', 'Tokyo Devices']);
      expect(await found({ type: ['DIRECT_RESELLER'], state: ['ACTIVE'] })).toEqual(['Aardvark']);
      expect(await found({ tier: ['PREMIER'] })).toEqual(['Äpfel & Söhne Distribution']);
      expect(await found({ tier: [] })).toEqual([]);
    });

    it('pages both ways without a gap', async () => {
      const token = await staff({ staffRoles: ['ADMIN'] });
      const page = async (variables: object) => {
        const { data, errors } = await portal.ask(NAMES, variables, { token });
        expect(errors).toEqual([]);
        return data.resellers;
      };
      const names = (list: { nodes: { legalName: string }[] }) =>
        list.nodes.map(({ legalName }) => legalName);
      const first = await page({ first: 3 });
      expect(names(first)).toEqual(ALL.slice(0, 3));
      expect(first.totalCount).toBe(4);
      expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
      const second = await page({ first: 3, after: first.pageInfo.endCursor });
      expect(names(second)).toEqual(ALL.slice(3));
      expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
      const back = await page({ last: 2, before: second.pageInfo.startCursor });
      expect(names(back)).toEqual(ALL.slice(1, 3));
      expect(names(await page({ last: 1 }))).toEqual(ALL.slice(3));
    });

    it.each([
      { first: 0 },
      { first: 101 },
      { first: 1, last: 1 },
      { after: 'x' },
      { filter: { search: 'a\u0000b' } },
      { filter: { search: 'x'.repeat(201) } },
    ])('refuses page and filter arguments that make no sense (%#)', async (variables) => {
      const token = await staff({ staffRoles: ['ADMIN'] });
      const { errors } = await portal.ask(NAMES, variables, { token });
      expect(errors[0].extensions.code).toBe('BAD_USER_INPUT');
    });

    it('takes one statement per nested field, however long the page is', async () => {
      const token = await staff({ staffRoles: ['ADMIN'] });
      const units = await portal.unitsOf(() =>
        portal.ask(
          '{ resellers { nodes { addresses { id } creditAccounts { id } relationships { id } } } }',
          {},
          { token },
        ),
      );
      const reads = units.filter(({ kind }) => kind === 'read');
      expect(reads.map(({ statements }) => statements)).toEqual([1, 1, 1, 1]);
    });

    it.each([
      `resellers(first: $first) { totalCount nodes { stateReason addresses { id } marketAuthorizations { id }
         taxExemptions { id } agreements { agreement { title } toAccept { title } acceptance { acceptedBy } }
         relationships { id distributor { legalName } } creditAccounts { id } } }`,
      'relationships(first: $first) { totalCount nodes { distributor { legalName } indirectReseller { legalName } } }',
      'creditAccounts(first: $first) { totalCount nodes { recentPayments { id } reseller { addresses { id } } } }',
      'agreements(first: $first) { totalCount nodes { title locales } }',
    ])('takes the same statements for a page of one and of many (%#)', async (field) => {
      const token = await staff({ staffRoles: ['ADMIN'] });
      const statementsFor = async (first: number): Promise<number[]> => {
        const query = `query ($first: Int) { ${field} }`;
        const units = await portal.unitsOf(async () => {
          const { errors } = await portal.ask(query, { first }, { token });
          expect(errors).toEqual([]);
        });
        const reads = units.filter(({ kind }) => kind === 'read');
        // The fields of a reseller are read side by side, and end in any order.
        return reads.map(({ statements }) => statements).sort();
      };
      expect(await statementsFor(100)).toEqual(await statementsFor(1));
    });
  });
});
