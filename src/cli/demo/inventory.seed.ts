import { newId } from '../../kernel/index.js';
import type { DemoRow, DemoSeed } from './demo-seed.js';
import type { NumberedPastOrder, PastLine } from './past-order-plan.js';
import { DEMO_FREE_STOCK, DEMO_INBOUND, DEMO_STOCK_LOCATIONS } from './stock.data.js';

/** Locations, and levels that fit the past: what is free now, what open orders hold, and what was shipped. */
export async function seedStock(
  seed: DemoSeed,
  orders: readonly NumberedPastOrder[],
): Promise<void> {
  await seed.insert(
    'inventory.stock_location',
    DEMO_STOCK_LOCATIONS.map(({ code, name, countryCode }) => ({
      id: seed.id('location', code),
      code,
      name,
      country_code: countryCode,
    })),
  );
  await seed.insert(
    'inventory.location_market',
    DEMO_STOCK_LOCATIONS.flatMap(({ code, markets }) =>
      markets.map(({ market, preference, leadDays }) => ({
        location_id: seed.id('location', code),
        market_code: market,
        preference,
        lead_days: leadDays,
      })),
    ),
  );
  const levels = levelsOf(orders);
  await seed.insert(
    'inventory.stock_level',
    levels.map((level) => ({
      ...place(seed, level),
      on_hand: level.onHand,
      allocated: level.allocated,
    })),
  );
  await seed.insert('inventory.stock_movement', [
    ...openingRows(seed, levels),
    ...shipmentRows(seed, orders),
  ]);
  await seed.insert(
    'inventory.inbound_stock',
    DEMO_INBOUND.map(({ location, sku, quantity, expectedIn }) => ({
      id: newId(),
      ...place(seed, { location, sku }),
      quantity,
      expected_on: seed.day(expectedIn),
    })),
  );
}

interface Level {
  location: string;
  sku: string;
  onHand: number;
  allocated: number;
  shipped: number;
}

function levelsOf(orders: readonly NumberedPastOrder[]): Level[] {
  const lines = orders.flatMap((order) => order.lines);
  return Object.entries(DEMO_FREE_STOCK).flatMap(([location, bySku]) =>
    Object.entries(bySku).map(([sku, free]) => {
      const here = lines.filter((line) => line.location === location && line.sku === sku);
      const allocated = total(here, 'allocated');
      return {
        location,
        sku,
        onHand: free + allocated,
        allocated,
        shipped: total(here, 'shipped'),
      };
    }),
  );
}

function total(lines: readonly PastLine[], count: 'allocated' | 'shipped'): number {
  return lines.reduce((sum, line) => sum + line[count], 0);
}

function openingRows(seed: DemoSeed, levels: readonly Level[]): DemoRow[] {
  return levels
    .map((level) => ({ level, quantity: level.onHand + level.shipped }))
    .filter(({ quantity }) => quantity > 0)
    .map(({ level, quantity }) => ({
      id: newId(),
      ...place(seed, level),
      kind: 'OPENING',
      quantity,
      reference: null,
      at: seed.instant(-400),
    }));
}

function shipmentRows(seed: DemoSeed, orders: readonly NumberedPastOrder[]): DemoRow[] {
  return orders.flatMap((order) =>
    order.lines
      .filter(({ shipped }) => shipped > 0)
      .map((line) => ({
        id: newId(),
        ...place(seed, line),
        kind: 'SHIPMENT',
        quantity: -line.shipped,
        reference: order.number,
        at: order.steps.find(({ operation }) => operation === 'ship')?.at ?? seed.now,
      })),
  );
}

function place(
  seed: DemoSeed,
  { sku, location }: { sku: string; location: string },
): { variant_id: string; location_id: string } {
  return { variant_id: seed.id('variant', sku), location_id: seed.id('location', location) };
}
