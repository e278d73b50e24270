import { newId } from '../../src/kernel/index.js';
import { addCertificate, addListing } from '../support/world/catalog.world.js';
import { EXEMPT_MARKET } from '../support/world/rivals.world.js';
import type { Arguer, Arguments, InputWorld } from './input-world.js';

const listing = async ({ rivals }: InputWorld): Promise<Arguments> => {
  const [row] = await rivals.portal.rows<{ id: string; version: number }>(
    'SELECT id, version FROM catalog.listing WHERE variant_id = $1 AND market_code = $2',
    [rivals.shop.b, EXEMPT_MARKET],
  );
  return { id: row?.id ?? rivals.listingId, expectedVersion: row?.version ?? 1 };
};

const certificate = async ({ rivals }: InputWorld): Promise<Arguments> => {
  const [row] = await rivals.portal.rows<{ id: string; version: number }>(
    `SELECT id, version FROM catalog.certificate WHERE number = 'CE-1'`,
  );
  return { id: row?.id ?? rivals.certificateId, expectedVersion: row?.version ?? 1 };
};

const productOf = async ({ rivals }: InputWorld): Promise<string> => {
  const [row] = await rivals.portal.rows<{ id: string }>(
    'SELECT product_id AS id FROM catalog.variant WHERE id = $1',
    [rivals.shop.b],
  );
  return row?.id ?? '';
};

const cortana = async (world: InputWorld): Promise<Arguments> => ({
  productId: await productOf(world),
  marketCode: EXEMPT_MARKET,
  technologyCode: 'CORTANA',
});

const terms = {
  preorderFrom: '2021-01-01',
  onSaleFrom: '2021-02-01',
  lastTimeBuyFrom: '2098-01-01',
  endOfSaleOn: '2098-02-01',
  endOfServiceOn: '2099-02-01',
  minimumQuantity: 2,
  maximumQuantity: 100,
  quantityIncrement: 2,
};

/** Of listings where nobody orders. */
export const LISTING_INPUTS: Record<string, Arguer> = {
  listingCreate: () => ({ sku: 'SKU-A', marketCode: EXEMPT_MARKET, ...terms }),
  listingUpdate: async (world) => ({ ...(await listing(world)), ...terms }),
  listingPause: async (world) => ({ ...(await listing(world)), reason: 'A battery is checked' }),
  listingResume: listing,
  listingDelete: listing,
  certificateCreate: async (world) => ({
    productId: await productOf(world),
    marketCode: EXEMPT_MARKET,
    scheme: 'CE',
    number: newId(),
    validFrom: '2021-01-01',
    validUntil: '2098-01-01',
  }),
  certificateUpdate: async (world) => ({
    ...(await certificate(world)),
    number: 'CE-1',
    validFrom: '2021-01-01',
    validUntil: '2098-01-01',
  }),
  certificateDelete: certificate,
  technologyCreate: () => ({
    code: `T_${newId().replaceAll('-', '').slice(4).toUpperCase()}`,
    name: 'Skype',
    description: 'Calls',
    source: 'A page',
  }),
  technologyUpdate: async ({ rivals }) => {
    const [row] = await rivals.portal.rows<{ version: number }>(
      `SELECT version FROM catalog.technology WHERE code = 'CORTANA'`,
    );
    const text = { name: 'Cortana', description: 'Speaks', source: 'A page' };
    return { code: 'CORTANA', expectedVersion: row?.version ?? 1, ...text };
  },
  technologyAvailabilitySet: async (world) => ({
    ...(await cortana(world)),
    status: 'LIMITED',
    note: 'In English',
    source: 'A page',
  }),
  technologyAvailabilityRemove: cortana,
  requiredCertificateSet: () => ({
    marketCode: EXEMPT_MARKET,
    category: 'SMARTPHONE',
    add: ['CE'],
    remove: ['UKCA'],
  }),
};

type Renewal = (world: InputWorld) => Promise<void>;

export const LISTING_RENEWALS: Record<string, Renewal> = {
  listingCreate: async ({ rivals }) => {
    await rivals.portal.db.query(
      'DELETE FROM catalog.listing WHERE variant_id = $1 AND market_code = $2',
      [rivals.shop.a, EXEMPT_MARKET],
    );
  },
  technologyAvailabilityRemove: async (world) => {
    await world.rivals.portal.db.query(
      `INSERT INTO catalog.technology_availability (product_id, market_code, technology_code, status)
       VALUES ($1, $2, 'CORTANA', 'AVAILABLE') ON CONFLICT DO NOTHING`,
      [await productOf(world), EXEMPT_MARKET],
    );
  },
  certificateDelete: async (world) => {
    const { rivals } = world;
    const left = await rivals.portal.rows(`SELECT FROM catalog.certificate WHERE number = 'CE-1'`);
    if (left.length > 0) return;
    await addCertificate(rivals.portal.db, {
      productId: await productOf(world),
      marketCode: EXEMPT_MARKET,
      scheme: 'CE',
      number: 'CE-1',
    });
  },
  listingDelete: async (world) => {
    const { rivals } = world;
    const left = await rivals.portal.rows(
      'SELECT FROM catalog.listing WHERE variant_id = $1 AND market_code = $2',
      [rivals.shop.b, EXEMPT_MARKET],
    );
    if (left.length > 0) return;
    const place = { variantId: rivals.shop.b, marketCode: EXEMPT_MARKET };
    await addListing(rivals.portal.db, place);
  },
};
