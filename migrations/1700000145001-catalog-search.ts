import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which changes make which part of the read model anew. */
const keepers = [
  {
    table: 'product',
    refresh: 'refresh_product_words',
    id: 'id',
    columns: 'handle, category, brand',
  },
  {
    table: 'product_text',
    refresh: 'refresh_product_words',
    id: 'product_id',
    columns: 'locale, name',
  },
  {
    table: 'variant',
    refresh: 'refresh_code_words',
    id: 'product_id',
    columns: 'id, sku, mpn, gtin',
  },
  { table: 'variant', refresh: 'refresh_spec_values', id: 'id', columns: 'product_id' },
  {
    table: 'variant_spec',
    refresh: 'refresh_spec_values',
    id: 'variant_id',
    columns: 'definition_id, number_value, text_value, boolean_value',
  },
  { table: 'spec_definition', refresh: 'refresh_definitions', id: 'id', columns: 'name, unit' },
];

const events = [
  { event: 'INSERT', tables: 'NEW TABLE AS new_rows' },
  { event: 'UPDATE', tables: 'OLD TABLE AS old_rows NEW TABLE AS new_rows' },
  { event: 'DELETE', tables: 'OLD TABLE AS old_rows' },
];

const refreshers = [...new Set(keepers.map(({ refresh }) => refresh))];

export class CatalogSearch1700000145001 implements MigrationInterface {
  readonly name = 'CatalogSearch1700000145001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(wordRefreshers);
    await runner.query(specRefreshers);
    await runner.query(keeper);
    for (const { table, refresh, id, columns } of keepers) {
      for (const { event, tables: rows } of events) {
        await runner.query(`
          CREATE TRIGGER ${triggerName(refresh, event)} AFTER ${event} ON catalog.${table} REFERENCING ${rows}
          FOR EACH STATEMENT EXECUTE FUNCTION catalog.keep_search('${refresh}', '${id}', '${columns}')`);
      }
    }
    await runner.query(views);
    await runner.query(`
      DROP TRIGGER product_text_sort_name ON catalog.product_text;
      DROP FUNCTION catalog.keep_sort_name();
      SELECT catalog.refresh_product_words(ARRAY(SELECT id FROM catalog.product));
      SELECT catalog.refresh_code_words(ARRAY(SELECT id FROM catalog.product));
      SELECT catalog.refresh_spec_values(ARRAY(SELECT id FROM catalog.variant));
      REVOKE ALL ON FUNCTION catalog.keep_search(), catalog.as_words(text, text[]), catalog.learn_words(tsvector[]),
        catalog.spec_text(numeric, text, boolean), catalog.refresh_spec_words(uuid[]), ${refreshers.map((name) => `catalog.${name}(uuid[])`).join(', ')} FROM PUBLIC;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP VIEW catalog.uncertified_v, catalog.listed_variant_v, catalog.variant_value_v,
      catalog.searched_product_v, catalog.spec_value_v`);
    for (const { table, refresh } of keepers) {
      for (const { event } of events) {
        await runner.query(`DROP TRIGGER ${triggerName(refresh, event)} ON catalog.${table}`);
      }
    }
    await runner.query(`
      DROP FUNCTION catalog.keep_search();
      ${refreshers.map((name) => `DROP FUNCTION catalog.${name}(uuid[]);`).join(' ')}
      DROP FUNCTION catalog.refresh_spec_words(uuid[]);
      DROP FUNCTION catalog.spec_text(numeric, text, boolean);
      DROP FUNCTION catalog.learn_words(tsvector[]);
      DROP FUNCTION catalog.as_words(text, text[]);
      DROP TABLE catalog.variant_search, catalog.spec_value, catalog.product_search;
    `);
    await runner.query(sortNameTrigger);
  }
}

function triggerName(refresh: string, event: string): string {
  return `${refresh.replace('refresh_', 'search_')}_${event.toLowerCase()}`;
}

const tables = `
  CREATE TABLE catalog.product_search (
    product_id uuid CONSTRAINT product_search_pkey PRIMARY KEY
      CONSTRAINT product_search_product_fkey REFERENCES catalog.product (id) ON DELETE CASCADE,
    product_words tsvector NOT NULL DEFAULT '',
    code_words tsvector NOT NULL DEFAULT '',
    spec_words tsvector NOT NULL DEFAULT '',
    document tsvector NOT NULL GENERATED ALWAYS AS (product_words || code_words || spec_words) STORED
  );
  CREATE INDEX product_search_document_idx ON catalog.product_search USING gin (document);
  COMMENT ON TABLE catalog.product_search IS
    'What a product is found by, kept by triggers. Weights: A codes, B names, C brand and category, D specs; a lexeme that begins with = is a whole code.';

  CREATE TABLE catalog.spec_value (
    id integer GENERATED ALWAYS AS IDENTITY CONSTRAINT spec_value_pkey PRIMARY KEY,
    definition_id uuid NOT NULL CONSTRAINT spec_value_definition_fkey
      REFERENCES catalog.spec_definition (id) ON DELETE CASCADE,
    value text COLLATE "C" NOT NULL,
    number_value numeric,
    CONSTRAINT spec_value_key UNIQUE (definition_id, value)
  );
  COMMENT ON TABLE catalog.spec_value IS 'Every value that a spec has or had, under a number: what is counted and filtered by. Only added to.';
  COMMENT ON COLUMN catalog.spec_value.value IS 'As text: a number without needless zeros, true or false, or the text itself.';

  CREATE TABLE catalog.variant_search (
    variant_id uuid CONSTRAINT variant_search_pkey PRIMARY KEY
      CONSTRAINT variant_search_variant_fkey REFERENCES catalog.variant (id) ON DELETE CASCADE,
    product_id uuid NOT NULL,
    value_ids integer[] NOT NULL DEFAULT '{}'
  );
  CREATE INDEX variant_search_product_idx ON catalog.variant_search (product_id);
  COMMENT ON TABLE catalog.variant_search IS 'The specs of a variant as numbers of spec_value, kept by triggers.';

  GRANT SELECT ON catalog.product_search, catalog.spec_value, catalog.variant_search TO portal_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON catalog.product_search, catalog.spec_value, catalog.variant_search TO portal_system;
`;

// A term never holds a quote or a backslash, so it can be quoted as it is.
const wordRefreshers = `
  CREATE FUNCTION catalog.as_words(p_label text, p_terms text[]) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(string_agg('''' || term || ''':' || p_label, ' '), '')::tsvector FROM unnest(p_terms) AS term
  $$;
  COMMENT ON FUNCTION catalog.as_words(text, text[]) IS 'Terms as a document; the label is a place and a weight, such as 1A.';

  CREATE FUNCTION catalog.learn_words(p_documents tsvector[]) RETURNS void
    LANGUAGE plpgsql SET search_path = catalog, pg_temp AS $$
  BEGIN
    -- In one order, so that two writers wait for each other but never in a circle.
    INSERT INTO search_word (word)
    SELECT DISTINCT w.lexeme COLLATE "C" FROM unnest(p_documents) AS d (document), unnest(d.document) AS w
    WHERE w.lexeme !~ '[0-9=]' AND char_length(w.lexeme) >= 3
      AND NOT EXISTS (SELECT FROM search_word k WHERE k.word = w.lexeme)
    ORDER BY 1
    ON CONFLICT DO NOTHING;
  END $$;

  CREATE FUNCTION catalog.refresh_product_words(p_ids uuid[]) RETURNS void
    LANGUAGE plpgsql SET search_path = catalog, pg_temp AS $$
  DECLARE
    v_new tsvector[];
  BEGIN
    UPDATE product p SET sort_name = n.sort_name
    FROM (
      SELECT q.id, coalesce(lower(t.name), q.handle) AS sort_name
      FROM product q LEFT JOIN product_text t ON t.product_id = q.id AND t.locale = 'en' WHERE q.id = ANY (p_ids)
    ) n
    WHERE p.id = n.id AND p.sort_name <> n.sort_name;
    WITH words AS (
      SELECT p.id, as_words('1B', array_agg(DISTINCT n.term) FILTER (WHERE n.weight = 'B'))
        || as_words('1C', array_agg(DISTINCT n.term) FILTER (WHERE n.weight = 'C')) AS document
      FROM product p
      CROSS JOIN LATERAL (
        SELECT 'B' AS weight, unnest(search_terms(t.name)) AS term FROM product_text t WHERE t.product_id = p.id
        UNION ALL
        SELECT 'B', unnest(search_terms(p.handle))
        WHERE NOT EXISTS (SELECT FROM product_text t WHERE t.product_id = p.id)
        UNION ALL
        SELECT 'C', unnest(search_terms(concat_ws(' ', p.brand, p.category)))
      ) n
      WHERE p.id = ANY (p_ids)
      GROUP BY p.id
    ), kept AS (
      INSERT INTO product_search (product_id, product_words)
      SELECT id, document FROM words ORDER BY id
      ON CONFLICT (product_id) DO UPDATE SET product_words = EXCLUDED.product_words
      WHERE product_search.product_words <> EXCLUDED.product_words
      RETURNING product_words
    )
    SELECT array_agg(product_words) INTO v_new FROM kept;
    PERFORM learn_words(v_new);
  END $$;

  CREATE FUNCTION catalog.refresh_code_words(p_ids uuid[]) RETURNS void
    LANGUAGE plpgsql SET search_path = catalog, pg_temp AS $$
  BEGIN
    INSERT INTO product_search (product_id, code_words)
    SELECT p.id, as_words('1A', array_agg(DISTINCT c.term) FILTER (WHERE c.term <> ''))
    FROM product p
    LEFT JOIN variant v ON v.product_id = p.id
    LEFT JOIN LATERAL (
      SELECT unnest(search_terms(v.sku) || search_terms(v.mpn) || v.gtin) AS term
      UNION ALL
      SELECT prefix || code_key(code) FROM unnest(ARRAY[v.sku, v.mpn, v.gtin]) AS code, unnest(ARRAY['', '=']) AS prefix
    ) c ON true
    WHERE p.id = ANY (p_ids)
    GROUP BY p.id
    ORDER BY p.id
    ON CONFLICT (product_id) DO UPDATE SET code_words = EXCLUDED.code_words
    WHERE product_search.code_words <> EXCLUDED.code_words;
    PERFORM refresh_spec_words(p_ids);
  END $$;
`;

const specRefreshers = `
  CREATE FUNCTION catalog.spec_text(p_number numeric, p_text text, p_boolean boolean) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(trim_scale(p_number)::text, p_text, p_boolean::text)
  $$;
  COMMENT ON FUNCTION catalog.spec_text(numeric, text, boolean) IS 'The value of a spec as spec_value holds it.';

  CREATE FUNCTION catalog.refresh_spec_words(p_ids uuid[]) RETURNS void
    LANGUAGE plpgsql SET search_path = catalog, pg_temp AS $$
  DECLARE
    v_new tsvector[];
  BEGIN
    WITH held AS MATERIALIZED (
      SELECT DISTINCT v.product_id, s.definition_id, s.number_value, s.text_value, s.boolean_value
      FROM variant v JOIN variant_spec s ON s.variant_id = v.id
      WHERE v.product_id = ANY (p_ids)
    ), value AS MATERIALIZED (
      SELECT k.definition_id, spec_text(k.number_value, k.text_value, k.boolean_value) AS text, CASE
        WHEN k.number_value IS NOT NULL THEN search_terms(concat_ws(' ', trim_scale(k.number_value), d.unit))
          || (trim_scale(k.number_value)::text || code_key(coalesce(d.unit, '')))
        WHEN k.boolean_value THEN search_terms(d.name)
        ELSE search_terms(k.text_value)
      END AS terms
      FROM (SELECT DISTINCT definition_id, number_value, text_value, boolean_value FROM held) k
      JOIN spec_definition d ON d.id = k.definition_id
    ), word AS (
      SELECT h.product_id, array_agg(DISTINCT t.term) AS terms
      FROM held h
      JOIN value k ON k.definition_id = h.definition_id
        AND k.text = spec_text(h.number_value, h.text_value, h.boolean_value)
      CROSS JOIN LATERAL unnest(k.terms) AS t (term)
      WHERE t.term <> ''
      GROUP BY h.product_id
    ), kept AS (
      INSERT INTO product_search (product_id, spec_words)
      SELECT p.id, as_words('1D', w.terms)
      FROM product p LEFT JOIN word w ON w.product_id = p.id
      WHERE p.id = ANY (p_ids) ORDER BY p.id
      ON CONFLICT (product_id) DO UPDATE SET spec_words = EXCLUDED.spec_words
      WHERE product_search.spec_words <> EXCLUDED.spec_words
      RETURNING spec_words
    )
    SELECT array_agg(spec_words) INTO v_new FROM kept;
    PERFORM learn_words(v_new);
  END $$;

  CREATE FUNCTION catalog.refresh_spec_values(p_ids uuid[]) RETURNS void
    LANGUAGE plpgsql SET search_path = catalog, pg_temp AS $$
  BEGIN
    INSERT INTO spec_value (definition_id, value, number_value)
    SELECT DISTINCT s.definition_id, spec_text(s.number_value, s.text_value, s.boolean_value) COLLATE "C", s.number_value
    FROM variant_spec s
    WHERE s.variant_id = ANY (p_ids)
      AND NOT EXISTS (SELECT FROM spec_value k WHERE k.definition_id = s.definition_id AND k.value = spec_text(s.number_value, s.text_value, s.boolean_value))
    ORDER BY 1, 2
    ON CONFLICT DO NOTHING;
    INSERT INTO variant_search (variant_id, product_id, value_ids)
    SELECT v.id, v.product_id, ARRAY(
      SELECT k.id FROM variant_spec s
      JOIN spec_value k ON k.definition_id = s.definition_id AND k.value = spec_text(s.number_value, s.text_value, s.boolean_value)
      WHERE s.variant_id = v.id ORDER BY k.id)
    FROM variant v WHERE v.id = ANY (p_ids)
    ORDER BY v.id
    ON CONFLICT (variant_id) DO UPDATE SET product_id = EXCLUDED.product_id, value_ids = EXCLUDED.value_ids
    WHERE (variant_search.product_id, variant_search.value_ids) IS DISTINCT FROM (EXCLUDED.product_id, EXCLUDED.value_ids);
    PERFORM refresh_spec_words(ARRAY(SELECT DISTINCT v.product_id FROM variant v WHERE v.id = ANY (p_ids)));
  END $$;

  CREATE FUNCTION catalog.refresh_definitions(p_ids uuid[]) RETURNS void
    LANGUAGE plpgsql SET search_path = catalog, pg_temp AS $$
  BEGIN
    PERFORM refresh_spec_words(ARRAY(
      SELECT DISTINCT v.product_id FROM variant_spec s JOIN variant v ON v.id = s.variant_id
      WHERE s.definition_id = ANY (p_ids)));
  END $$;
`;

const keeper = `
  -- It writes what callers may only read, hence SECURITY DEFINER.
  CREATE FUNCTION catalog.keep_search() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = catalog, pg_temp AS $$
  DECLARE
    v_rows text := format('SELECT %s, %s FROM ', TG_ARGV[1], TG_ARGV[2]);
    v_ids uuid[];
  BEGIN
    EXECUTE format('SELECT array_agg(DISTINCT changed.%I) FROM (%s) AS changed', TG_ARGV[1], CASE TG_OP
      WHEN 'INSERT' THEN v_rows || 'new_rows'
      WHEN 'DELETE' THEN v_rows || 'old_rows'
      ELSE format('(%1$s new_rows EXCEPT ALL %1$s old_rows) UNION ALL (%1$s old_rows EXCEPT ALL %1$s new_rows)', v_rows)
    END) INTO v_ids;
    IF v_ids IS NOT NULL THEN
      EXECUTE format('SELECT catalog.%I($1)', TG_ARGV[0]) USING v_ids;
    END IF;
    RETURN NULL;
  END $$;
  COMMENT ON FUNCTION catalog.keep_search() IS
    'Makes a part of what is searched anew for the rows of a statement that really changed: function, id, columns.';
`;

const views = `
  CREATE VIEW catalog.searched_product_v WITH (security_invoker = true) AS
  SELECT p.id AS product_id, p.category, p.brand, p.sort_name, p.launched_on, s.document
  FROM catalog.product p JOIN catalog.product_search s ON s.product_id = p.id;
  COMMENT ON VIEW catalog.searched_product_v IS 'What products are found, narrowed down and sorted by.';

  CREATE VIEW catalog.variant_value_v WITH (security_invoker = true) AS
  SELECT variant_id, product_id, value_ids FROM catalog.variant_search;
  COMMENT ON VIEW catalog.variant_value_v IS 'The specs of every variant, as numbers of spec_value_v.';

  CREATE VIEW catalog.listed_variant_v WITH (security_invoker = true) AS
  SELECT l.market_code, l.variant_id, s.product_id, s.value_ids, l.preorder_from, l.on_sale_from, l.last_time_buy_from,
    l.end_of_sale_on, l.end_of_service_on, l.paused_reason IS NOT NULL AS paused, l.minimum_quantity,
    (l.minimum_quantity + l.quantity_increment - 1) / l.quantity_increment * l.quantity_increment AS first_quantity
  FROM catalog.listing l JOIN catalog.variant_search s ON s.variant_id = l.variant_id;
  COMMENT ON VIEW catalog.listed_variant_v IS 'Every listing with the specs of its variant; its stage is catalog.listing_stage of its dates.';
  COMMENT ON COLUMN catalog.listed_variant_v.first_quantity IS 'The least pieces that an order can take: the first multiple of the increment.';

  CREATE VIEW catalog.uncertified_v WITH (security_invoker = true) AS
  SELECT r.market_code, p.id AS product_id
  FROM catalog.required_certificate r
  JOIN catalog.product p ON p.category = r.category
  JOIN market.market m ON m.code = r.market_code
  WHERE NOT EXISTS (
    SELECT FROM catalog.certificate c
    WHERE c.product_id = p.id AND c.market_code = r.market_code AND c.scheme = r.scheme
      AND c.valid_from <= (now() AT TIME ZONE m.time_zone)::date
      AND (c.valid_until IS NULL OR c.valid_until > (now() AT TIME ZONE m.time_zone)::date)
  );
  COMMENT ON VIEW catalog.uncertified_v IS 'The products that lack a certificate today that the market asks for.';

  CREATE VIEW catalog.spec_value_v WITH (security_invoker = true) AS
  SELECT k.id AS value_id, k.value, k.number_value, d.id AS definition_id, d.code, d.name, d.type, d.unit, d.is_facet, d.position
  FROM catalog.spec_value k JOIN catalog.spec_definition d ON d.id = k.definition_id;
  COMMENT ON VIEW catalog.spec_value_v IS 'Every value of every spec, with the number that it is filtered and counted by.';

  GRANT SELECT ON catalog.searched_product_v, catalog.variant_value_v, catalog.listed_variant_v, catalog.uncertified_v,
    catalog.spec_value_v TO portal_app, portal_system;
`;

const sortNameTrigger = `
  CREATE FUNCTION catalog.keep_sort_name() RETURNS trigger
    LANGUAGE plpgsql SET search_path = catalog, pg_temp AS $$
  BEGIN
    UPDATE product SET sort_name = lower(NEW.name) WHERE id = NEW.product_id;
    RETURN NULL;
  END $$;
  REVOKE ALL ON FUNCTION catalog.keep_sort_name() FROM PUBLIC;
  CREATE TRIGGER product_text_sort_name AFTER INSERT OR UPDATE OF name ON catalog.product_text
    FOR EACH ROW WHEN (NEW.locale = 'en') EXECUTE FUNCTION catalog.keep_sort_name();
`;
