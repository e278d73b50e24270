import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CatalogTables1700000040000 implements MigrationInterface {
  readonly name = 'CatalogTables1700000040000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA catalog;
      COMMENT ON SCHEMA catalog IS 'What we sell: products, variants, specs, listings, certificates and technologies.';
      GRANT USAGE ON SCHEMA catalog TO portal_app, portal_system;
    `);
    await runner.query(gtinFunction);
    await runner.query(productTables);
    await runner.query(sortNameTriggers);
    await runner.query(variantTable);
    await runner.query(specTables);
    await runner.query(specTrigger);
    await runner.query(listingTable);
    await runner.query(certificateTables);
    await runner.query(technologyTables);
    await runner.query(grants);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE catalog.technology_availability, catalog.technology, catalog.required_certificate,
        catalog.certificate, catalog.listing, catalog.variant_spec, catalog.spec_definition, catalog.variant,
        catalog.product_text, catalog.product;
      DROP FUNCTION catalog.check_spec_type();
      DROP FUNCTION catalog.keep_sort_name();
      DROP FUNCTION catalog.name_new_product();
      DROP FUNCTION catalog.is_gtin(text);
      DROP SCHEMA catalog;
    `);
  }
}

// Padded to 14 digits, every GTIN has its check digit at the same place, and the weights no longer depend on its length.
// It names nothing but built-in functions, so that it needs no search_path and can be inlined.
const gtinFunction = `
  CREATE FUNCTION catalog.is_gtin(p_text text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN p_text ~ '^([0-9]{8}|[0-9]{12,14})$' THEN (
      SELECT sum(substr(lpad(p_text, 14, '0'), place, 1)::int * CASE place % 2 WHEN 1 THEN 3 ELSE 1 END) % 10 = 0
      FROM generate_series(1, 14) AS place
    ) ELSE false END
  $$;
  COMMENT ON FUNCTION catalog.is_gtin(text) IS 'Whether the text is a GTIN of 8, 12, 13 or 14 digits with the right GS1 check digit.';
`;

const productTables = `
  CREATE TABLE catalog.product (
    id uuid CONSTRAINT product_pkey PRIMARY KEY,
    handle text NOT NULL CONSTRAINT product_handle_key UNIQUE
      CONSTRAINT product_handle_check CHECK (handle ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(handle) <= 80),
    category text NOT NULL CONSTRAINT product_category_check
      CHECK (category IN ('LAPTOP', 'TABLET', 'SMART_SPEAKER', 'SMARTPHONE', 'ACCESSORY')),
    brand text NOT NULL CONSTRAINT product_brand_check CHECK (char_length(brand) BETWEEN 1 AND 80),
    launched_on date NOT NULL DEFAULT CURRENT_DATE,
    sort_name text COLLATE "C" NOT NULL DEFAULT '',
    version int NOT NULL DEFAULT 1
  );
  CREATE INDEX product_category_idx ON catalog.product (category, id);
  CREATE INDEX product_launched_on_idx ON catalog.product (launched_on, id);
  CREATE INDEX product_sort_name_idx ON catalog.product (sort_name, id);
  COMMENT ON TABLE catalog.product IS 'A device model or an accessory; what is ordered are its variants.';
  COMMENT ON COLUMN catalog.product.handle IS 'The name in addresses, such as mi-notebook-air-13.';
  COMMENT ON COLUMN catalog.product.launched_on IS 'When the model was first put on sale anywhere.';
  COMMENT ON COLUMN catalog.product.sort_name IS 'The English name without capitals, kept by triggers: what lists are sorted by, the same on every cluster.';

  CREATE TABLE catalog.product_text (
    product_id uuid NOT NULL CONSTRAINT product_text_product_fkey REFERENCES catalog.product (id) ON DELETE CASCADE,
    locale text NOT NULL
      CONSTRAINT product_text_locale_check CHECK (locale ~ '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$'),
    name text NOT NULL CONSTRAINT product_text_name_check CHECK (char_length(name) BETWEEN 1 AND 200),
    description text NOT NULL DEFAULT ''
      CONSTRAINT product_text_description_check CHECK (char_length(description) <= 10000),
    CONSTRAINT product_text_pkey PRIMARY KEY (product_id, locale)
  );
  COMMENT ON TABLE catalog.product_text IS 'Name and description of a product in one language; "en" is what others fall back to.';
  COMMENT ON COLUMN catalog.product_text.locale IS 'BCP 47 tag: "de" serves every German-speaking market, "de-CH" one of them.';
`;

// A list in the order of names must not look at every name first, so the one that it is sorted by stands in the product.
const sortNameTriggers = `
  CREATE FUNCTION catalog.name_new_product() RETURNS trigger
    LANGUAGE plpgsql SET search_path = catalog, pg_temp AS $$
  BEGIN
    NEW.sort_name := NEW.handle;
    RETURN NEW;
  END $$;
  CREATE TRIGGER product_sort_name BEFORE INSERT ON catalog.product
    FOR EACH ROW EXECUTE FUNCTION catalog.name_new_product();

  CREATE FUNCTION catalog.keep_sort_name() RETURNS trigger
    LANGUAGE plpgsql SET search_path = catalog, pg_temp AS $$
  BEGIN
    UPDATE product SET sort_name = lower(NEW.name) WHERE id = NEW.product_id;
    RETURN NULL;
  END $$;
  CREATE TRIGGER product_text_sort_name AFTER INSERT OR UPDATE OF name ON catalog.product_text
    FOR EACH ROW WHEN (NEW.locale = 'en') EXECUTE FUNCTION catalog.keep_sort_name();
`;

const variantTable = `
  CREATE TABLE catalog.variant (
    id uuid CONSTRAINT variant_pkey PRIMARY KEY,
    product_id uuid NOT NULL CONSTRAINT variant_product_fkey REFERENCES catalog.product (id),
    sku text NOT NULL CONSTRAINT variant_sku_key UNIQUE
      CONSTRAINT variant_sku_check CHECK (sku ~ '^[A-Z0-9][A-Z0-9-]{2,39}$'),
    mpn text NOT NULL CONSTRAINT variant_mpn_check CHECK (char_length(mpn) BETWEEN 1 AND 60),
    gtin text NOT NULL CONSTRAINT variant_gtin_check CHECK (catalog.is_gtin(gtin)),
    position int NOT NULL DEFAULT 1,
    version int NOT NULL DEFAULT 1
  );
  CREATE INDEX variant_product_idx ON catalog.variant (product_id, position, id);
  -- The same GTIN may be written with leading zeros.
  CREATE UNIQUE INDEX variant_gtin_key ON catalog.variant (lpad(gtin, 14, '0'));
  COMMENT ON TABLE catalog.variant IS 'What is ordered: one configuration of a product.';
  COMMENT ON COLUMN catalog.variant.sku IS 'Stock keeping unit, as written on orders.';
  COMMENT ON COLUMN catalog.variant.mpn IS 'The manufacturer''s own part number.';
  COMMENT ON COLUMN catalog.variant.gtin IS 'Global trade item number (GS1), 8, 12, 13 or 14 digits.';
  COMMENT ON COLUMN catalog.variant.position IS 'Order of display among the variants of the product.';
`;

const specTables = `
  CREATE TABLE catalog.spec_definition (
    id uuid CONSTRAINT spec_definition_pkey PRIMARY KEY,
    code text NOT NULL CONSTRAINT spec_definition_code_key UNIQUE
      CONSTRAINT spec_definition_code_check CHECK (code ~ '^[A-Z][A-Z0-9_]{0,39}$'),
    name text NOT NULL CONSTRAINT spec_definition_name_check CHECK (char_length(name) BETWEEN 1 AND 100),
    type text NOT NULL CONSTRAINT spec_definition_type_check CHECK (type IN ('NUMBER', 'TEXT', 'BOOLEAN', 'ENUM')),
    unit text CONSTRAINT spec_definition_unit_check
      CHECK (unit IS NULL OR (type = 'NUMBER' AND char_length(unit) BETWEEN 1 AND 20)),
    is_facet boolean NOT NULL DEFAULT false,
    enum_values text[],
    position int NOT NULL DEFAULT 1,
    CONSTRAINT spec_definition_enum_values_check
      CHECK ((type = 'ENUM') = (enum_values IS NOT NULL) AND cardinality(enum_values) > 0)
  );
  COMMENT ON TABLE catalog.spec_definition IS 'A property that variants can have, with the type of its value.';
  COMMENT ON COLUMN catalog.spec_definition.unit IS 'Unit of a number, such as GB or in; null when it has none.';
  COMMENT ON COLUMN catalog.spec_definition.is_facet IS 'Whether products can be narrowed down by it.';
  COMMENT ON COLUMN catalog.spec_definition.position IS 'Order of display among the specs of a variant.';

  CREATE TABLE catalog.variant_spec (
    variant_id uuid NOT NULL CONSTRAINT variant_spec_variant_fkey REFERENCES catalog.variant (id) ON DELETE CASCADE,
    definition_id uuid NOT NULL CONSTRAINT variant_spec_definition_fkey REFERENCES catalog.spec_definition (id),
    number_value numeric,
    text_value text CONSTRAINT variant_spec_text_value_check CHECK (char_length(text_value) BETWEEN 1 AND 500),
    boolean_value boolean,
    CONSTRAINT variant_spec_pkey PRIMARY KEY (variant_id, definition_id),
    CONSTRAINT variant_spec_one_value_check CHECK (num_nonnulls(number_value, text_value, boolean_value) = 1)
  );
  CREATE INDEX variant_spec_definition_idx ON catalog.variant_spec (definition_id);
  COMMENT ON TABLE catalog.variant_spec IS 'The value of one spec of one variant, in the column that fits the type of its definition; an ENUM is a text.';
`;

const specTrigger = `
  CREATE FUNCTION catalog.check_spec_type() RETURNS trigger
    LANGUAGE plpgsql SET search_path = catalog, pg_temp AS $$
  DECLARE definition spec_definition;
  BEGIN
    SELECT * INTO definition FROM spec_definition WHERE id = NEW.definition_id;
    IF FOUND AND NOT (CASE definition.type
      WHEN 'NUMBER' THEN NEW.number_value IS NOT NULL
      WHEN 'BOOLEAN' THEN NEW.boolean_value IS NOT NULL
      WHEN 'TEXT' THEN NEW.text_value IS NOT NULL
      ELSE coalesce(NEW.text_value = ANY (definition.enum_values), false)
    END) THEN
      RAISE EXCEPTION 'the value of spec % must be a %', definition.code, definition.type USING
        ERRCODE = 'check_violation', CONSTRAINT = 'variant_spec_type_check',
        SCHEMA = 'catalog', TABLE = 'variant_spec';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER variant_spec_type BEFORE INSERT OR UPDATE ON catalog.variant_spec
    FOR EACH ROW EXECUTE FUNCTION catalog.check_spec_type();
`;

const listingTable = `
  CREATE TABLE catalog.listing (
    id uuid CONSTRAINT listing_pkey PRIMARY KEY,
    variant_id uuid NOT NULL CONSTRAINT listing_variant_fkey REFERENCES catalog.variant (id),
    market_code text NOT NULL CONSTRAINT listing_market_fkey REFERENCES market.market (code),
    preorder_from date,
    on_sale_from date NOT NULL,
    last_time_buy_from date,
    end_of_sale_on date,
    end_of_service_on date,
    paused_reason text CONSTRAINT listing_paused_reason_check CHECK (char_length(paused_reason) BETWEEN 1 AND 500),
    minimum_quantity int NOT NULL DEFAULT 1 CONSTRAINT listing_minimum_quantity_check CHECK (minimum_quantity >= 1),
    maximum_quantity int CONSTRAINT listing_maximum_quantity_check CHECK (maximum_quantity >= minimum_quantity),
    quantity_increment int NOT NULL DEFAULT 1
      CONSTRAINT listing_quantity_increment_check CHECK (quantity_increment >= 1),
    version int NOT NULL DEFAULT 1,
    CONSTRAINT listing_variant_market_key UNIQUE (variant_id, market_code),
    CONSTRAINT listing_dates_check CHECK (
      (preorder_from IS NULL OR preorder_from < on_sale_from)
      AND (last_time_buy_from IS NULL OR last_time_buy_from > on_sale_from)
      AND (end_of_sale_on IS NULL OR end_of_sale_on > greatest(on_sale_from, last_time_buy_from))
      AND (end_of_service_on IS NULL OR (end_of_sale_on IS NOT NULL AND end_of_service_on >= end_of_sale_on))
    )
  );
  CREATE INDEX listing_market_idx ON catalog.listing (market_code, variant_id);
  COMMENT ON TABLE catalog.listing IS 'A variant offered in a market. Its stage follows from its dates, see catalog.listing_stage.';
  COMMENT ON COLUMN catalog.listing.end_of_sale_on IS 'The first day on which it is no longer sold.';
  COMMENT ON COLUMN catalog.listing.end_of_service_on IS 'The first day on which it is no longer repaired.';
  COMMENT ON COLUMN catalog.listing.paused_reason IS 'Why it cannot be ordered for the time being; null when it is not paused.';
  COMMENT ON COLUMN catalog.listing.minimum_quantity IS 'The least pieces in an order.';
  COMMENT ON COLUMN catalog.listing.maximum_quantity IS 'The most pieces in an order; null when there is no such limit.';
  COMMENT ON COLUMN catalog.listing.quantity_increment IS 'An order takes a multiple of this many pieces.';
`;

const certificateTables = `
  CREATE TABLE catalog.certificate (
    id uuid CONSTRAINT certificate_pkey PRIMARY KEY,
    product_id uuid NOT NULL CONSTRAINT certificate_product_fkey REFERENCES catalog.product (id),
    market_code text NOT NULL CONSTRAINT certificate_market_fkey REFERENCES market.market (code),
    scheme text NOT NULL CONSTRAINT certificate_scheme_check CHECK (scheme ~ '^[A-Z][A-Z0-9_]{1,29}$'),
    number text NOT NULL CONSTRAINT certificate_number_check CHECK (char_length(number) BETWEEN 1 AND 100),
    valid_from date NOT NULL,
    valid_until date,
    CONSTRAINT certificate_period_check CHECK (valid_until > valid_from),
    CONSTRAINT certificate_number_key UNIQUE (product_id, market_code, scheme, number)
  );
  CREATE INDEX certificate_market_idx ON catalog.certificate (market_code);
  COMMENT ON TABLE catalog.certificate IS 'Proof that a product may be sold in a market; a renewal may overlap the one before.';
  COMMENT ON COLUMN catalog.certificate.scheme IS 'Such as CE, UKCA, BIS_CRS or FCC.';
  COMMENT ON COLUMN catalog.certificate.valid_until IS 'The first day on which it no longer holds; null when it does not expire.';

  CREATE TABLE catalog.required_certificate (
    market_code text NOT NULL CONSTRAINT required_certificate_market_fkey REFERENCES market.market (code),
    category text NOT NULL CONSTRAINT required_certificate_category_check
      CHECK (category IN ('LAPTOP', 'TABLET', 'SMART_SPEAKER', 'SMARTPHONE', 'ACCESSORY')),
    scheme text NOT NULL CONSTRAINT required_certificate_scheme_check CHECK (scheme ~ '^[A-Z][A-Z0-9_]{1,29}$'),
    CONSTRAINT required_certificate_pkey PRIMARY KEY (market_code, category, scheme)
  );
  COMMENT ON TABLE catalog.required_certificate IS 'The schemes under which a market asks products of a category to be certified.';
`;

const technologyTables = `
  CREATE TABLE catalog.technology (
    code text CONSTRAINT technology_pkey PRIMARY KEY
      CONSTRAINT technology_code_check CHECK (code ~ '^[A-Z][A-Z0-9_]{1,29}$'),
    name text NOT NULL CONSTRAINT technology_name_check CHECK (char_length(name) BETWEEN 1 AND 100)
  );
  COMMENT ON TABLE catalog.technology IS 'A technology of the channel''s owner that devices carry, such as WINDOWS or CORTANA.';

  CREATE TABLE catalog.technology_availability (
    product_id uuid NOT NULL
      CONSTRAINT technology_availability_product_fkey REFERENCES catalog.product (id) ON DELETE CASCADE,
    market_code text NOT NULL CONSTRAINT technology_availability_market_fkey REFERENCES market.market (code),
    technology_code text NOT NULL
      CONSTRAINT technology_availability_technology_fkey REFERENCES catalog.technology (code),
    status text NOT NULL CONSTRAINT technology_availability_status_check
      CHECK (status IN ('AVAILABLE', 'LIMITED', 'NOT_AVAILABLE')),
    note text CONSTRAINT technology_availability_note_check CHECK (char_length(note) BETWEEN 1 AND 500),
    source text CONSTRAINT technology_availability_source_check CHECK (char_length(source) BETWEEN 1 AND 500),
    CONSTRAINT technology_availability_pkey PRIMARY KEY (product_id, market_code, technology_code)
  );
  CREATE INDEX technology_availability_market_idx ON catalog.technology_availability (market_code);
  CREATE INDEX technology_availability_technology_idx ON catalog.technology_availability (technology_code);
  COMMENT ON TABLE catalog.technology_availability IS 'Whether a technology works on a product in a market.';
  COMMENT ON COLUMN catalog.technology_availability.note IS 'What is limited, for people to read.';
  COMMENT ON COLUMN catalog.technology_availability.source IS 'Where the statement was published.';
`;

// Changing the catalog is a workflow that comes with its own rights; until then the server's login reads it.
const grants = `
  GRANT SELECT ON ALL TABLES IN SCHEMA catalog TO portal_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA catalog TO portal_system;
  REVOKE ALL ON ALL FUNCTIONS IN SCHEMA catalog FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION catalog.is_gtin(text) TO portal_app, portal_system;
`;
