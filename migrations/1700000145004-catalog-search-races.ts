import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is searched must be right whoever else writes at the same time, and nobody should wait for a word. */
export class CatalogSearchRaces1700000145004 implements MigrationInterface {
  readonly name = 'CatalogSearchRaces1700000145004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(keeper(lock));
    await runner.query(`
      ALTER TABLE catalog.search_word DROP CONSTRAINT search_word_pkey,
        ADD id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT search_word_pkey PRIMARY KEY;
      CREATE INDEX search_word_word_idx ON catalog.search_word (word);
      COMMENT ON TABLE catalog.search_word IS
        'Every word of letters that some product has or had: where a word with a typing error is looked up. Only added to. Two who write at once may both add a word: that is better than that one waits for the other.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM catalog.search_word w USING catalog.search_word o WHERE o.word = w.word AND o.id < w.id;
      DROP INDEX catalog.search_word_word_idx;
      ALTER TABLE catalog.search_word DROP CONSTRAINT search_word_pkey, DROP id,
        ADD CONSTRAINT search_word_pkey PRIMARY KEY (word);
      COMMENT ON TABLE catalog.search_word IS
        'Every word of letters that some product has or had: where a word with a typing error is looked up. Only added to.';
    `);
    await runner.query(keeper(''));
  }
}

// Two who change different variants of one product each see the other's as it was. Whoever comes second waits here, and
// the statements after this one see what the first has committed.
const lock = `
      PERFORM 1 FROM product_search s
      WHERE s.product_id = ANY (CASE TG_ARGV[0]
        WHEN 'refresh_spec_values' THEN ARRAY(SELECT v.product_id FROM variant v WHERE v.id = ANY (v_ids))
        WHEN 'refresh_definitions' THEN ARRAY(
          SELECT v.product_id FROM variant_spec x JOIN variant v ON v.id = x.variant_id WHERE x.definition_id = ANY (v_ids))
        ELSE v_ids
      END)
      ORDER BY s.product_id FOR NO KEY UPDATE;`;

const keeper = (first: string) => `
  CREATE OR REPLACE FUNCTION catalog.keep_search() RETURNS trigger
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
    IF v_ids IS NOT NULL THEN${first}
      EXECUTE format('SELECT catalog.%I($1)', TG_ARGV[0]) USING v_ids;
    END IF;
    RETURN NULL;
  END $$;
`;
