export interface CatalogSize {
  products: number;
  variants: number;
  markets: number;
}

/**
 * Fills an empty database with a catalog, always the same for the same size: what looks random is a hash of the row's
 * number. Per product an English, a German and for every second one a Chinese name; per variant six specs and a listing
 * in each market, of which some are paused, planned or ended; per market a price list for everyone with a price for each
 * variant and a break from 10 on for each third, and one for PREMIER resellers with each third variant; and stock.
 */
export async function fillCatalog(
  client: { query: (text: string) => Promise<unknown> },
  size: CatalogSize,
): Promise<void> {
  for (const statement of statements(size)) await client.query(statement);
  await client.query('VACUUM ANALYZE');
}

/** A number from 0 up to the limit that is always the same for the row and the purpose. */
const random = (row: string, purpose: string, limit: number): string =>
  `abs(hashtext(${row} || '${purpose}') % ${limit})`;

const pick = (row: string, purpose: string, values: readonly string[]): string =>
  `(ARRAY[${values.map((value) => `'${value}'`).join(', ')}])[1 + ${random(row, purpose, values.length)}]`;

const id = (kind: number, number: string): string =>
  `('00000000-0000-4000-800${kind}-' || lpad((${number})::text, 12, '0'))::uuid`;

const CURRENCIES = ['EUR', 'GBP', 'USD', 'PLN', 'INR'];
const SERIES = [
  'Notebook',
  'RedmiBook',
  'Book',
  'Pad',
  'Speaker',
  'Phone',
  'Hub',
  'Display',
  'Band',
  'Router',
];
const TRAITS = [
  'Air',
  'Pro',
  'Max',
  'Ultra',
  'Lite',
  'Horizon',
  'Prime',
  'Studio',
  'Compact',
  'Plus',
];

function* statements({ products, variants, markets }: CatalogSize): Generator<string> {
  yield `INSERT INTO market.market (code, name, currency_code, default_locale, time_zone, tax_name, state)
    SELECT 'A' || chr(64 + n), 'Market ' || n, (ARRAY['${CURRENCIES.join("','")}'])[1 + n % ${CURRENCIES.length}], 'de-DE',
      'Europe/Berlin', 'VAT', 'OPEN' FROM generate_series(1, ${markets}) n`;
  yield `INSERT INTO catalog.spec_definition (id, code, name, type, unit, is_facet, enum_values, position) VALUES
    (${id(9, '1')}, 'MEMORY', 'Memory', 'NUMBER', 'GB', true, NULL, 1),
    (${id(9, '2')}, 'STORAGE', 'Storage', 'NUMBER', 'GB', true, NULL, 2),
    (${id(9, '3')}, 'SCREEN', 'Screen', 'NUMBER', 'in', true, NULL, 3),
    (${id(9, '4')}, 'COLOUR', 'Colour', 'ENUM', NULL, true, ARRAY['BLACK', 'SILVER', 'GOLD', 'BLUE', 'GREEN'], 4),
    (${id(9, '5')}, 'TOUCH', 'Touchscreen', 'BOOLEAN', NULL, true, NULL, 5),
    (${id(9, '6')}, 'CHIP', 'Processor', 'TEXT', NULL, true, NULL, 6)`;
  yield `INSERT INTO catalog.product (id, handle, category, brand, launched_on)
    SELECT ${id(1, 'n')}, 'product-' || n, ${pick('n', 'category', ['LAPTOP', 'LAPTOP', 'TABLET', 'SMART_SPEAKER', 'SMARTPHONE', 'ACCESSORY'])},
      ${pick('n', 'brand', ['Xiaomi', 'Redmi', 'Poco', 'Mi', 'Mijia', 'Amazfit', 'Roborock', 'Yeelight'])},
      date '2016-01-01' + ${random('n', 'launch', 3600)} FROM generate_series(1, ${products}) n`;
  const name = `${pick('n', 'series', SERIES)} || ' ' || ${pick('n', 'trait', TRAITS)} || ' ' || n`;
  yield `INSERT INTO catalog.product_text (product_id, locale, name, description)
    SELECT ${id(1, 'n')}, locale, CASE locale WHEN 'de' THEN 'Gerät ' WHEN 'zh' THEN '小米笔记本 ' ELSE '' END || ${name},
      repeat('What there is to say about it. ', 10)
    FROM generate_series(1, ${products}) n, unnest(ARRAY['en', 'de', 'zh']) locale WHERE locale <> 'zh' OR n % 2 = 0`;
  const all = `generate_series(1, ${products * variants}) n`;
  // A GTIN of 13 digits from a number of 12, with its check digit.
  yield `INSERT INTO catalog.variant (id, product_id, sku, mpn, gtin, position)
    SELECT ${id(2, 'n')}, ${id(1, `(n - 1) / ${variants} + 1`)}, 'SKU-' || n, 'MPN' || lpad(n::text, 7, '0') || 'CN',
      code || (10 - (SELECT sum(substr(code, i, 1)::int * CASE i % 2 WHEN 0 THEN 3 ELSE 1 END) FROM generate_series(1, 12) i) % 10) % 10,
      (n - 1) % ${variants} + 1
    FROM ${all}, LATERAL (SELECT '952' || lpad(n::text, 9, '0') AS code) c`;
  yield `INSERT INTO catalog.variant_spec (variant_id, definition_id, number_value, text_value, boolean_value)
    SELECT ${id(2, 'n')}, d.id, CASE d.code
        WHEN 'MEMORY' THEN (ARRAY[4, 8, 16, 32, 64])[1 + ${random('n', 'memory', 5)}]
        WHEN 'STORAGE' THEN (ARRAY[64, 128, 256, 512, 1024, 2048])[1 + ${random('n', 'storage', 6)}]
        WHEN 'SCREEN' THEN 10 + ${random('n', 'screen', 80)} / 10.0 END,
      CASE d.code WHEN 'COLOUR' THEN ${pick('n', 'colour', ['BLACK', 'SILVER', 'GOLD', 'BLUE', 'GREEN'])}
        WHEN 'CHIP' THEN ${pick('n', 'chip', ['Core i', 'Ryzen ', 'Snapdragon '])} || 3 + ${random('n', 'chips', 12)} END,
      CASE d.code WHEN 'TOUCH' THEN ${random('n', 'touch', 2)} = 1 END
    FROM ${all}, catalog.spec_definition d`;
  yield `INSERT INTO catalog.listing (id, variant_id, market_code, on_sale_from, end_of_sale_on, paused_reason)
    SELECT gen_random_uuid(), ${id(2, 'n')}, m.code,
      CASE WHEN r < 5 THEN date '2099-01-01' ELSE date '2020-01-01' END, CASE WHEN r BETWEEN 5 AND 9 THEN date '2024-01-01' END,
      CASE WHEN r = 10 THEN 'Waits for new firmware.' END
    FROM ${all}, market.market m, LATERAL (SELECT ${random('n || m.code', 'listing', 100)} AS r) x`;
  yield `INSERT INTO pricing.price_list (id, code, name, market_code, currency_code, audience, tier, valid_from)
    SELECT ${id(3, 'k * 100 + row_number() OVER (PARTITION BY k ORDER BY m.code)')}, m.code || '-' || k, m.code || '-' || k, m.code, m.currency_code,
      (ARRAY['EVERYONE', 'TIER'])[k], (ARRAY[NULL, 'PREMIER'])[k], '2020-01-01'
    FROM market.market m, generate_series(1, 2) k`;
  yield `INSERT INTO pricing.price_entry (price_list_id, variant_id, minimum_quantity, unit_price_minor)
    SELECT l.id, ${id(2, 'n')}, quantity, (10000 + ${random('n', 'price', 200000)}) * (CASE quantity WHEN 1 THEN 100 ELSE 95 END) / 100
      - CASE WHEN l.tier IS NULL THEN 0 ELSE 500 END
    FROM pricing.price_list l, ${all}, unnest(ARRAY[1, 10]) quantity
    WHERE (l.tier IS NULL OR n % 3 = 0) AND (quantity = 1 OR n % 3 = 1) ORDER BY 1, 2, 3`;
  yield `INSERT INTO inventory.stock_location (id, code, name, country_code) VALUES (${id(4, '1')}, 'MAIN', 'Main', 'NL')`;
  yield `INSERT INTO inventory.location_market (location_id, market_code, preference, lead_days)
    SELECT ${id(4, '1')}, code, 1, 2 FROM market.market`;
  yield `INSERT INTO inventory.stock_level (variant_id, location_id, on_hand)
    SELECT ${id(2, 'n')}, ${id(4, '1')}, ${random('n', 'stock', 60)} FROM ${all}`;
}
