import { newId } from '../../src/kernel/index.js';
import { daysFromToday } from '../support/world/catalog.world.js';
import { addLocation } from '../support/world/inventory.world.js';
import { addImport } from '../support/world/exchange.world.js';
import { EXEMPT_MARKET } from '../support/world/rivals.world.js';
import type { Arguer, Arguments, InputWorld } from './input-world.js';

/** A warehouse that serves a market and holds nothing. */
const SPARE = 'SPARE-WH';

async function spareLocation({ rivals }: InputWorld): Promise<{ id: string; version: number }> {
  const [found] = await rivals.portal.rows<{ id: string; version: number }>(
    'SELECT id, version FROM inventory.stock_location WHERE code = $1',
    [SPARE],
  );
  if (found) return found;
  const id = await addLocation(rivals.portal.db, { code: SPARE, markets: { [EXEMPT_MARKET]: {} } });
  return { id, version: 1 };
}

const spare = async (world: InputWorld): Promise<Arguments> => ({
  code: SPARE,
  expectedVersion: (await spareLocation(world)).version,
});

/** What is on its way to a warehouse to which nothing else is. */
async function inbound({ rivals }: InputWorld): Promise<Arguments> {
  const { portal, shop } = rivals;
  const [found] = await portal.rows<{ id: string; version: number }>(
    'SELECT id, version FROM inventory.inbound_stock WHERE variant_id = $1 ORDER BY id LIMIT 1',
    [shop.b],
  );
  if (found) return { id: found.id, expectedVersion: found.version };
  const id = newId();
  await portal.db.query(
    `INSERT INTO inventory.inbound_stock (id, variant_id, location_id, quantity, expected_on)
     VALUES ($1, $2, $3, 10, $4)`,
    [id, shop.b, shop.locationId, daysFromToday(5)],
  );
  return { id, expectedVersion: 1 };
}

const file = ({ rivals }: InputWorld): Arguments => ({ id: rivals.importId, expectedVersion: 1 });

export const STOCK_INPUTS: Record<string, Arguer> = {
  importApply: file,
  importCancel: file,
  inboundStockAnnounce: () => ({
    idempotencyKey: newId(),
    sku: 'SKU-A',
    locationCode: 'RTM',
    quantity: 10,
    expectedOn: daysFromToday(20),
  }),
  inboundStockUpdate: async (world) => ({
    ...(await inbound(world)),
    expectedOn: daysFromToday(9),
  }),
  inboundStockCancel: inbound,
  stockLocationCreate: () => ({
    code: `WH-${newId().slice(-12).toUpperCase()}`,
    name: 'Warehouse',
    countryCode: 'NL',
  }),
  stockLocationUpdate: async (world) => ({ ...(await spare(world)), name: 'Rotterdam harbour' }),
  stockLocationServe: async (world) => ({
    ...(await spare(world)),
    marketCode: EXEMPT_MARKET,
    preference: 1,
    leadDays: 3,
  }),
  stockLocationStopServing: async (world) => ({
    ...(await spare(world)),
    marketCode: EXEMPT_MARKET,
  }),
  stockLocationDelete: spare,
};

/** The spare warehouse as it was, so that the next call has something to do. */
async function renewSpare(world: InputWorld): Promise<void> {
  const { portal } = world.rivals;
  await portal.db.query('DELETE FROM inventory.stock_location WHERE code = $1', [SPARE]);
  await spareLocation(world);
}

async function renewImport({ rivals }: InputWorld): Promise<void> {
  rivals.importId = await addImport(rivals.portal.db, rivals.shop.desk);
}

export const STOCK_RENEWALS: Record<string, (world: InputWorld) => Promise<void>> = {
  importApply: renewImport,
  importCancel: renewImport,
  inboundStockUpdate: async (world) => void (await inbound(world)),
  inboundStockCancel: async (world) => void (await inbound(world)),
  stockLocationServe: renewSpare,
  stockLocationStopServing: renewSpare,
  stockLocationDelete: renewSpare,
};
