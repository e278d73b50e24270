import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Thousands of variants have a few hundred values: the words of each are looked for once per statement. */
export class CatalogSearchTerms1700000145005 implements MigrationInterface {
  readonly name = 'CatalogSearchTerms1700000145005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(termsOfValues);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(termsOfProducts);
  }
}

const termsOfValues = `
  CREATE OR REPLACE FUNCTION catalog.refresh_spec_words(p_ids uuid[]) RETURNS void
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
`;

const termsOfProducts = `
  CREATE OR REPLACE FUNCTION catalog.refresh_spec_words(p_ids uuid[]) RETURNS void
    LANGUAGE plpgsql SET search_path = catalog, pg_temp AS $$
  DECLARE
    v_new tsvector[];
  BEGIN
    WITH words AS (
      SELECT p.id, as_words('1D', array_agg(DISTINCT c.term) FILTER (WHERE c.term <> '')) AS document
      FROM product p
      LEFT JOIN (
        -- Each different value of a product once: variants have most of them in common.
        SELECT DISTINCT v.product_id, d.name, d.unit, s.number_value, s.text_value, s.boolean_value
        FROM variant v JOIN variant_spec s ON s.variant_id = v.id JOIN spec_definition d ON d.id = s.definition_id
        WHERE v.product_id = ANY (p_ids)
      ) s ON s.product_id = p.id
      LEFT JOIN LATERAL (
        SELECT unnest(CASE
          WHEN s.number_value IS NOT NULL THEN search_terms(concat_ws(' ', trim_scale(s.number_value), s.unit))
            || (trim_scale(s.number_value)::text || code_key(coalesce(s.unit, '')))
          WHEN s.boolean_value THEN search_terms(s.name)
          ELSE search_terms(s.text_value)
        END) AS term
      ) c ON true
      WHERE p.id = ANY (p_ids)
      GROUP BY p.id
    ), kept AS (
      INSERT INTO product_search (product_id, spec_words)
      SELECT id, document FROM words ORDER BY id
      ON CONFLICT (product_id) DO UPDATE SET spec_words = EXCLUDED.spec_words
      WHERE product_search.spec_words <> EXCLUDED.spec_words
      RETURNING spec_words
    )
    SELECT array_agg(spec_words) INTO v_new FROM kept;
    PERFORM learn_words(v_new);
  END $$;
`;
