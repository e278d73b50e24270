import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPortal, type Portal } from '../support/portal.js';
import {
  addListedVariant,
  addListing,
  addVariant,
  daysFromToday,
  requireCertificate,
} from '../support/world/catalog.world.js';
import { addMembership, addUser } from '../support/world/identity.world.js';
import { addInbound, addLocation, putStock } from '../support/world/inventory.world.js';
import { addMarket } from '../support/world/market.world.js';
import { addPriceList } from '../support/world/pricing.world.js';
import { addReseller } from '../support/world/reseller.world.js';

const OFFER = `query ($sku: String!, $marketCode: String, $quantity: Int! = 1) {
  variant(sku: $sku, marketCode: $marketCode) {
    sku
    price(quantity: $quantity) {
      unitPrice { amount currencyCode }
      breaks { minimumQuantity unitPrice { amount } }
      explanation {
        quantity
        winner { priceListCode audience minimumQuantity unitPrice { amount } }
        losers { priceListCode reason unitPrice { amount } }
      }
    }
    availability { state available nextInboundOn nextInboundQuantity }
    listing { stage orderable obstacles { code message } }
  }
}`;

describe('what a variant is offered for', () => {
  let portal: Portal;
  /** Tokens of a buyer of a PREMIER reseller with a list of its own, of a PREMIER one without, and of staff. */
  let favoured: string;
  let premier: string;
  let staff: string;
  let a: string;

  beforeAll(async () => {
    portal = await startPortal('variant-offers');
    const { db } = portal;
    await addMarket(db, { code: 'DE' });
    await addMarket(db, { code: 'GB', state: 'PAUSED', currencyCode: 'GBP' });
    const listed = await addListedVariant(db, {
      handle: 'notebook-a',
      sku: 'NB-A',
      marketCodes: ['DE', 'GB'],
    });
    a = listed.variantId;

    const favouredId = await addReseller(db, { tier: 'PREMIER' });
    const premierId = await addReseller(db, { tier: 'PREMIER' });
    const tokenFor = async (resellerId: string) => {
      const user = await addUser(db);
      await addMembership(db, { userId: user.id, resellerId });
      return portal.signIn(user);
    };
    favoured = await tokenFor(favouredId);
    premier = await tokenFor(premierId);
    staff = await portal.signIn(await addUser(db, { staffRoles: ['ADMIN'] }));

    const everyone = { code: 'DE-ALL', marketCode: 'DE', entries: { [a]: 59900 } };
    await addPriceList(db, everyone);
    await addPriceList(db, {
      code: 'DE-PREMIER',
      marketCode: 'DE',
      tier: 'PREMIER',
      entries: { [a]: { 1: 54000, 10: 52500, 50: 51000 } },
    });
    await addPriceList(db, {
      code: 'DE-FAVOUR',
      marketCode: 'DE',
      resellerId: favouredId,
      entries: { [a]: { 5: 49900 } },
    });
  });
  afterAll(() => portal.stop());

  const offer = async (token: string | undefined, variables: Record<string, unknown>) => {
    const answer = await portal.ask(OFFER, { marketCode: 'DE', ...variables }, { token });
    expect(answer.errors).toEqual([]);
    return answer.data.variant;
  };

  it('shows neither price nor stock to strangers and to staff', async () => {
    for (const token of [undefined, staff]) {
      expect(await offer(token, { sku: 'NB-A' })).toEqual({
        sku: 'NB-A',
        price: null,
        availability: null,
        listing: { stage: 'ON_SALE', orderable: true, obstacles: [] },
      });
    }
  });

  it('shows a reseller the price at the quantity, its breaks, and why', async () => {
    const { price } = await offer(premier, { sku: 'NB-A', quantity: 12 });
    expect(price).toEqual({
      unitPrice: { amount: '525.00', currencyCode: 'EUR' },
      breaks: [
        { minimumQuantity: 1, unitPrice: { amount: '540.00' } },
        { minimumQuantity: 10, unitPrice: { amount: '525.00' } },
        { minimumQuantity: 50, unitPrice: { amount: '510.00' } },
      ],
      explanation: {
        quantity: 12,
        winner: {
          priceListCode: 'DE-PREMIER',
          audience: 'TIER',
          minimumQuantity: 10,
          unitPrice: { amount: '525.00' },
        },
        losers: [
          {
            priceListCode: 'DE-ALL',
            reason: 'LESS_SPECIFIC_AUDIENCE',
            unitPrice: { amount: '599.00' },
          },
        ],
      },
    });
  });

  it.each([
    [1, '540.00'],
    [9, '540.00'],
    [10, '525.00'],
    [49, '525.00'],
    [50, '510.00'],
    [1_000_000, '510.00'],
  ])('at %d pieces the price is %s', async (quantity, amount) => {
    const { price } = await offer(premier, { sku: 'NB-A', quantity });
    expect(price.unitPrice.amount).toBe(amount);
  });

  it('keeps a price list of one reseller from all others', async () => {
    const { price } = await offer(favoured, { sku: 'NB-A', quantity: 5 });
    expect(price.explanation.winner.priceListCode).toBe('DE-FAVOUR');
    expect(price.unitPrice.amount).toBe('499.00');
    const other = await offer(premier, { sku: 'NB-A', quantity: 5 });
    expect(JSON.stringify(other)).not.toContain('FAVOUR');
    expect(JSON.stringify(other)).not.toContain('499.00');
  });

  it.each([0, -1, 1_000_001])('refuses a price for %d pieces', async (quantity) => {
    const variables = { sku: 'NB-A', marketCode: 'DE', quantity };
    const answer = await portal.ask(OFFER, variables, { token: premier });
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors[0]).toMatchObject({
      path: ['variant', 'price'],
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it.each([1.5, 2 ** 31])('cannot take %d for a quantity', async (quantity) => {
    const variables = { sku: 'NB-A', marketCode: 'DE', quantity };
    const answer = await portal.ask(OFFER, variables, { token: premier });
    expect(answer.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });

  it('has no price without a market, nor where no list has it', async () => {
    expect(await offer(premier, { sku: 'NB-A', marketCode: null })).toEqual({
      sku: 'NB-A',
      price: null,
      availability: null,
      listing: null,
    });
    const { price, availability, listing } = await offer(premier, {
      sku: 'NB-A',
      marketCode: 'GB',
    });
    expect(price).toBeNull();
    expect(availability).toEqual({
      state: 'UNAVAILABLE',
      available: 0,
      nextInboundOn: null,
      nextInboundQuantity: null,
    });
    expect(listing).toEqual({
      stage: 'ON_SALE',
      orderable: false,
      obstacles: [{ code: 'MARKET_NOT_OPEN', message: 'The market takes no orders now.' }],
    });
  });

  describe('availability', () => {
    const soon = daysFromToday(10);
    let productId: string;
    let location: string;

    beforeAll(async () => {
      const { db } = portal;
      ({ productId } = await addListedVariant(db, {
        handle: 'speaker',
        sku: 'PLENTY',
        category: 'SMART_SPEAKER',
        marketCodes: ['DE'],
      }));
      location = await addLocation(db, { code: 'RTM', markets: { DE: {} } });
      const elsewhere = await addLocation(db, { code: 'TYO', markets: { GB: {} } });
      const add = async (sku: string, stock: number, listing: object = {}) => {
        const variantId = await addVariant(db, { productId, sku });
        await addListing(db, { variantId, marketCode: 'DE', ...listing });
        if (stock > 0) await putStock(db, variantId, location, stock);
        await putStock(db, variantId, elsewhere, 1000);
        return variantId;
      };
      await add('TEN', 10);
      await add('NINE', 9);
      const none = await add('NONE', 0);
      await addInbound(db, {
        variantId: none,
        locationId: location,
        quantity: 40,
        expectedOn: soon,
      });
      await add('DOZENS', 11, { minimumQuantity: 12, quantityIncrement: 12 });
      await add('AHEAD', 50, { preorderFrom: daysFromToday(-5), onSaleFrom: daysFromToday(20) });
      await add('PLANNED', 50, { onSaleFrom: soon });
      await add('PAUSED', 50, { pausedReason: 'New firmware is on its way.' });
      await add('GONE', 50, { endOfSaleOn: daysFromToday(-5) });
    });

    it.each([
      ['TEN', 'IN_STOCK', 10],
      ['NINE', 'LOW_STOCK', 9],
      ['DOZENS', 'BACKORDER', 11],
      ['AHEAD', 'BACKORDER', 50],
    ])('of %s is %s', async (sku, state, available) => {
      const variant = await offer(premier, { sku });
      expect(variant.availability).toEqual({
        state,
        available,
        nextInboundOn: null,
        nextInboundQuantity: null,
      });
      expect(variant.listing.obstacles).toEqual([]);
    });

    it('of what is out of stock names the next that comes', async () => {
      expect((await offer(premier, { sku: 'NONE' })).availability).toEqual({
        state: 'BACKORDER',
        available: 0,
        nextInboundOn: soon,
        nextInboundQuantity: 40,
      });
    });

    it.each([
      ['PLANNED', 'PLANNED', `It can be ordered from ${soon} on.`],
      ['PAUSED', 'ON_SALE', 'It is paused: New firmware is on its way.'],
      ['GONE', 'END_OF_SALE', 'It is no longer sold.'],
    ])('of %s is UNAVAILABLE, and the listing says why', async (sku, stage, message) => {
      const { availability, listing } = await offer(premier, { sku });
      expect(availability).toMatchObject({ state: 'UNAVAILABLE', available: 50 });
      expect(listing).toEqual({
        stage,
        orderable: false,
        obstacles: [{ code: 'LISTING_NOT_ORDERABLE', message }],
      });
    });

    it('ends with the certificates that the market asks for', async () => {
      await requireCertificate(portal.db, 'DE', 'SMART_SPEAKER', 'CE');
      const { availability, listing } = await offer(premier, { sku: 'TEN' });
      expect(availability.state).toBe('UNAVAILABLE');
      expect(listing.obstacles).toEqual([
        {
          code: 'CERTIFICATE_MISSING',
          message: 'A certificate that the market asks for is missing.',
        },
      ]);
    });
  });
});
