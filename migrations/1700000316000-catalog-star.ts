import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = `
  CREATE TABLE reporting.dim_category (
    category_key integer CONSTRAINT dim_category_pkey PRIMARY KEY
      CONSTRAINT dim_category_category_key_fkey REFERENCES sales.category_key (category_key) ON DELETE CASCADE,
    category varchar(40) NOT NULL
  );
  COMMENT ON TABLE reporting.dim_category IS 'A row per category that a product ever had.';
  COMMENT ON COLUMN reporting.dim_category.category_key IS 'The category as a number.';
  COMMENT ON COLUMN reporting.dim_category.category IS 'The category, such as LAPTOP.';

  CREATE TABLE reporting.dim_product (
    variant_key integer CONSTRAINT dim_product_pkey PRIMARY KEY
      CONSTRAINT dim_product_variant_key_fkey REFERENCES sales.variant_key (variant_key) ON DELETE CASCADE,
    sku varchar(40) NOT NULL,
    mpn varchar(60) NOT NULL,
    gtin varchar(14) NOT NULL,
    product_key integer NOT NULL,
    product_handle varchar(80) NOT NULL,
    product_name varchar(200) NOT NULL,
    brand varchar(80) NOT NULL,
    category_today varchar(40) NOT NULL
  );
  COMMENT ON TABLE reporting.dim_product IS 'A row per variant as it is today, with its product.';
  COMMENT ON COLUMN reporting.dim_product.variant_key IS 'The variant as a number.';
  COMMENT ON COLUMN reporting.dim_product.sku IS 'The SKU of the variant.';
  COMMENT ON COLUMN reporting.dim_product.mpn IS 'Manufacturer part number of the variant.';
  COMMENT ON COLUMN reporting.dim_product.gtin IS 'GTIN of the variant, with its check digit.';
  COMMENT ON COLUMN reporting.dim_product.product_key IS 'The product as a number: variants of one product share it.';
  COMMENT ON COLUMN reporting.dim_product.product_handle IS 'The product''s handle, its name in addresses.';
  COMMENT ON COLUMN reporting.dim_product.product_name IS 'The product''s name in English; its handle where it has none.';
  COMMENT ON COLUMN reporting.dim_product.brand IS 'The brand of the product.';
  COMMENT ON COLUMN reporting.dim_product.category_today IS 'The category of the product today. The one at the time of the sale is category_key of the facts.';
`;

const PRODUCTS = `
  INSERT INTO reporting.dim_product AS d
    (variant_key, sku, mpn, gtin, product_key, product_handle, product_name, brand, category_today)
  SELECT k.variant_key, v.sku, v.mpn, v.gtin, k.product_key, v.handle, coalesce(n.name, v.handle), v.brand, v.category
  FROM catalog.variant_v v
  JOIN variant_key k ON k.variant_id = v.variant_id
  LEFT JOIN catalog.product_name_v n ON n.product_id = v.product_id AND n.locale = 'en'
  WHERE p_products IS NULL OR v.product_id = ANY (p_products)
  ORDER BY k.variant_key
  ON CONFLICT (variant_key) DO UPDATE SET (sku, mpn, gtin, product_key, product_handle, product_name, brand, category_today)
    = ROW (excluded.sku, excluded.mpn, excluded.gtin, excluded.product_key, excluded.product_handle, excluded.product_name,
      excluded.brand, excluded.category_today)
    WHERE (d.sku, d.mpn, d.gtin, d.product_key, d.product_handle, d.product_name, d.brand, d.category_today)
      IS DISTINCT FROM (excluded.sku, excluded.mpn, excluded.gtin, excluded.product_key, excluded.product_handle,
        excluded.product_name, excluded.brand, excluded.category_today);`;

const FUNCTIONS = `
  CREATE FUNCTION sales.describe_products(p_products uuid[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = sales, pg_temp AS $$
  BEGIN
    INSERT INTO reporting.dim_category (category_key, category)
    SELECT k.category_key, k.category FROM category_key k
    WHERE NOT EXISTS (SELECT FROM reporting.dim_category d WHERE d.category_key = k.category_key)
    ORDER BY 1 ON CONFLICT DO NOTHING;
    ${PRODUCTS}
  END $$;
  COMMENT ON FUNCTION sales.describe_products(uuid[]) IS 'Brings the variants of these products in the star up to what they are now; null means all.';
  REVOKE EXECUTE ON FUNCTION sales.describe_products(uuid[]) FROM PUBLIC;
`;

/** Each watched table, the column that names the product, and when it matters. */
const WATCHED: readonly [table: string, product: string, event: string][] = [
  ['product', 'id', 'INSERT'],
  ['product', 'id', 'UPDATE'],
  ['variant', 'product_id', 'INSERT'],
  ['variant', 'product_id', 'UPDATE'],
  ['product_text', 'product_id', 'INSERT'],
  ['product_text', 'product_id', 'UPDATE'],
  ['product_text', 'product_id', 'DELETE'],
];

// The name comes behind those of the triggers that give keys, since triggers of a table run in the order of their names.
const TRIGGERS = [...new Map(WATCHED.map(([table, product]) => [table, product] as const))]
  .map(
    ([table, product]) => `
  CREATE FUNCTION sales.keep_dim_product_of_${table}() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = sales, pg_temp AS $$
  BEGIN
    PERFORM describe_products(ARRAY(SELECT DISTINCT ${product} FROM changed));
    RETURN NULL;
  END $$;
  COMMENT ON FUNCTION sales.keep_dim_product_of_${table}() IS 'Tells the star of changed rows of catalog.${table}.';
  REVOKE EXECUTE ON FUNCTION sales.keep_dim_product_of_${table}() FROM PUBLIC;`,
  )
  .concat(
    WATCHED.map(
      ([table, , event]) => `
  CREATE TRIGGER star_product_${event.toLowerCase()} AFTER ${event} ON catalog.${table}
    REFERENCING ${event === 'DELETE' ? 'OLD' : 'NEW'} TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION sales.keep_dim_product_of_${table}();`,
    ),
  )
  .join('\n');

/** Categories and variants as dimensions of the star for BI tools. */
export class CatalogStar1700000316000 implements MigrationInterface {
  readonly name = 'CatalogStar1700000316000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(FUNCTIONS);
    await runner.query(TRIGGERS);
    await runner.query('SELECT sales.describe_products(NULL)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${WATCHED.map(([table, , event]) => `DROP TRIGGER star_product_${event.toLowerCase()} ON catalog.${table};`).join('\n')}
      DROP FUNCTION sales.keep_dim_product_of_product(), sales.keep_dim_product_of_variant(),
        sales.keep_dim_product_of_product_text(), sales.describe_products(uuid[]);
      DROP TABLE reporting.dim_product, reporting.dim_category;
    `);
  }
}
