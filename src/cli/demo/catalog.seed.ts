import { newId } from '../../kernel/index.js';
import { demoGtin, demoPartNumber } from './demo-device.js';
import type { DemoRow, DemoSeed } from './demo-seed.js';
import { DEMO_PRODUCTS, DEMO_SPEC_DEFINITIONS, DEMO_VARIANTS } from './devices.data.js';
import { DEMO_LISTINGS } from './listings.data.js';
import { DEMO_TECHNOLOGIES } from './technologies.data.js';
import { certificateRows, requiredCertificateRows } from './certificate-plan.js';
import { technologyRows } from './technology-plan.js';

export async function seedCatalog(seed: DemoSeed): Promise<void> {
  await seedProducts(seed);
  await seedSpecs(seed);
  await seed.insert('catalog.listing', listingRows(seed));
  await seed.insert('catalog.required_certificate', requiredCertificateRows());
  await seed.insert('catalog.certificate', certificateRows(seed));
  await seed.insert('catalog.technology', DEMO_TECHNOLOGIES);
  await seed.insert('catalog.technology_availability', technologyRows(seed));
}

async function seedProducts(seed: DemoSeed): Promise<void> {
  await seed.insert(
    'catalog.product',
    DEMO_PRODUCTS.map(({ handle, category, brand, launchedOn }) => ({
      id: seed.id('product', handle),
      handle,
      category,
      brand,
      launched_on: launchedOn,
    })),
  );
  await seed.insert(
    'catalog.product_text',
    DEMO_PRODUCTS.flatMap(({ handle, texts }) =>
      texts.map((text) => ({ product_id: seed.id('product', handle), ...text })),
    ),
  );
  await seed.insert(
    'catalog.variant',
    DEMO_VARIANTS.map(({ product, variant, position }) => ({
      id: seed.id('variant', variant.sku),
      product_id: seed.id('product', product.handle),
      sku: variant.sku,
      mpn: demoPartNumber(variant.item),
      gtin: demoGtin(variant.item),
      position,
    })),
  );
}

async function seedSpecs(seed: DemoSeed): Promise<void> {
  await seed.insert(
    'catalog.spec_definition',
    DEMO_SPEC_DEFINITIONS.map((definition, index) => ({
      id: seed.id('spec', definition.code),
      code: definition.code,
      name: definition.name,
      type: definition.type,
      unit: definition.unit,
      is_facet: definition.isFacet,
      enum_values: definition.enumValues,
      position: index + 1,
    })),
  );
  await seed.insert(
    'catalog.variant_spec',
    DEMO_VARIANTS.flatMap(({ variant }) =>
      Object.entries(variant.specs).map(([code, value]: [string, unknown]) => ({
        variant_id: seed.id('variant', variant.sku),
        definition_id: seed.id('spec', code),
        number_value: typeof value === 'number' ? value : null,
        text_value: typeof value === 'string' ? value : null,
        boolean_value: typeof value === 'boolean' ? value : null,
      })),
    ),
  );
}

function listingRows(seed: DemoSeed): DemoRow[] {
  return DEMO_LISTINGS.flatMap((listing) =>
    listing.markets.flatMap((market) =>
      listing.skus.map((sku) => ({
        id: newId(),
        variant_id: seed.id('variant', sku),
        market_code: market,
        preorder_from: seed.optionalDay(listing.preorderFrom),
        on_sale_from: seed.day(listing.onSaleFrom),
        last_time_buy_from: seed.optionalDay(listing.lastTimeBuyFrom),
        end_of_sale_on: seed.optionalDay(listing.endOfSaleOn),
        end_of_service_on: seed.optionalDay(listing.endOfServiceOn),
        paused_reason: listing.pausedReason ?? null,
        minimum_quantity: listing.minimumQuantity ?? 1,
        maximum_quantity: listing.maximumQuantity ?? null,
        quantity_increment: listing.quantityIncrement ?? 1,
      })),
    ),
  );
}
