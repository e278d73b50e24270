import type { MigrationInterface, QueryRunner } from 'typeorm';

// Scripts that are written without spaces (Thai, Lao, Burmese, Khmer, kana, Han) and Korean, whose words grow endings:
// they are found by their characters and pairs of them.
const RUN =
  '\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\U00020000-\\U0003ffff';
// What stands between words: everything of ASCII but letters and digits, and the blocks of punctuation and signs.
const BETWEEN =
  '\\u0001-\\u002f\\u003a-\\u0060\\u007b-\\u00bf\\u00d7\\u00f7\\u2000-\\u206f\\u20a0-\\u2bff\\u2e00-\\u2e7f\\u3000-\\u303f\\ufe10-\\ufe6f\\uff5f-\\uff65\\ufffc\\ufffd';
const NUMBER = '[0-9]+(\\.[0-9]+)?';
const UNITS =
  'kb|mb|gb|tb|hz|khz|mhz|ghz|in|mm|cm|m|mg|g|kg|mw|w|wh|mah|ah|v|mp|nits|h|mbps|gbps|dpi|ppi';

export class CatalogSearchWords1700000145000 implements MigrationInterface {
  readonly name = 'CatalogSearchWords1700000145000';

  async up(runner: QueryRunner): Promise<void> {
    // Where an extension is installed already this does nothing and needs no right to create one.
    await runner.query('CREATE EXTENSION IF NOT EXISTS pg_trgm');
    await runner.query('CREATE EXTENSION IF NOT EXISTS fuzzystrmatch');
    await runner.query(foldFunction);
    await runner.query(wordFunctions);
    await runner.query(wordTable);
    await runner.query(planFunction);
    await runner.query(`
      REVOKE ALL ON FUNCTION catalog.fold(text), catalog.search_words(text), catalog.search_terms(text),
        catalog.code_key(text), catalog.similar_words(text), catalog.search_plan(text) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION catalog.fold(text), catalog.search_words(text), catalog.search_terms(text),
        catalog.code_key(text), catalog.similar_words(text), catalog.search_plan(text)
        TO portal_app, portal_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    // The extensions stay: they may have been there before.
    await runner.query(`
      DROP FUNCTION catalog.search_plan(text);
      DROP FUNCTION catalog.similar_words(text);
      DROP TABLE catalog.search_word;
      DROP FUNCTION catalog.search_terms(text);
      DROP FUNCTION catalog.code_key(text);
      DROP FUNCTION catalog.search_words(text);
      DROP FUNCTION catalog.fold(text);
    `);
  }
}

// Our own and not unaccent: it must be immutable, and the same on every cluster whatever its locale. That is why capitals
// beyond ASCII are named here too. It names nothing but built-in functions, so that it needs no search_path.
const foldFunction = `
  CREATE FUNCTION catalog.fold(p_text text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN octet_length(p_text) = char_length(p_text) THEN lower(p_text) ELSE
      normalize(translate(
        replace(replace(replace(replace(
          lower(translate(
            regexp_replace(normalize(p_text, NFKD), '[\\u0300-\\u036f\\u0610-\\u061a\\u064b-\\u065f\\u0670]', '', 'g'),
            'ÆŒÞØÐĐŁĦŦẞΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЄІЇҐЂЉЊЋЏ',
            'æœþøðđłħŧßαβγδεζηθικλμνξοπρστυφχψωабвгдежзийклмнопрстуфхцчшщъыьэюяєіїґђљњћџ')),
          'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
        'øðđłıħŧς', 'oddlihtσ'), NFKC)
    END
  $$;
  COMMENT ON FUNCTION catalog.fold(text) IS 'The text without capitals, accents and forms of width: what is compared in a search.';
`;

const wordFunctions = `
  CREATE FUNCTION catalog.search_words(p_text text) RETURNS TABLE (place bigint, word text, is_run boolean)
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 10 AS $$
    SELECT found.place, left(clean.word, 100), clean.word ~ '^[${RUN}]'
    FROM regexp_matches(
      regexp_replace(
        regexp_replace(catalog.fold(p_text), '([0-9])\\s*("|”|″|′′)', '\\1 in ', 'g'),
        '([${RUN}]+)', ' \\1 ', 'g'),
      '([0-9]+[.,][0-9]+[a-z]*|[^${BETWEEN}]+)', 'g') WITH ORDINALITY AS found (parts, place)
    CROSS JOIN LATERAL (
      SELECT CASE
        WHEN parts[1] IN ('inch', 'inches', 'zoll') THEN 'in'
        WHEN parts[1] ~ '^[0-9]+,[0-9]{3}([a-z]|$)' THEN replace(parts[1], ',', '')
        WHEN parts[1] ~ '[.,]' THEN regexp_replace(replace(parts[1], ',', '.'), '\\.?0+(?=[a-z]*$)', '')
        ELSE parts[1]
      END AS word
    ) clean
  $$;
  COMMENT ON FUNCTION catalog.search_words(text) IS
    'The words of a text, folded: 1,000 is 1000 and 13.30 is 13.3. A run is text of a script without spaces.';

  CREATE FUNCTION catalog.code_key(p_code text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN key ~ '^[0-9]+$' THEN ltrim(key, '0') ELSE key END
    FROM (SELECT left(regexp_replace(catalog.fold(p_code), '[${BETWEEN}]+', '', 'g'), 100) AS key) k
  $$;
  COMMENT ON FUNCTION catalog.code_key(text) IS 'A SKU, part number or GTIN without signs and, where it is a number, without leading zeros.';

  CREATE FUNCTION catalog.search_terms(p_text text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT t.term), '{}')
    FROM (
      SELECT s.word, s.is_run, lag(s.word) OVER (ORDER BY s.place) AS before FROM catalog.search_words(p_text) s
    ) w
    CROSS JOIN LATERAL (
      SELECT w.word AS term WHERE NOT w.is_run
      UNION ALL
      SELECT w.before || w.word WHERE w.word ~ '^(${UNITS})$' AND w.before ~ '^${NUMBER}$'
      UNION ALL
      SELECT substr(w.word, i, n) FROM generate_series(1, char_length(w.word)) i, generate_series(1, 2) n
      WHERE w.is_run AND i + n - 1 <= char_length(w.word)
    ) t
  $$;
  COMMENT ON FUNCTION catalog.search_terms(text) IS
    'What a text is found by: its words, numbers with their unit as one word, and the characters of runs with their pairs.';
`;

const wordTable = `
  CREATE TABLE catalog.search_word (
    word text COLLATE "C" CONSTRAINT search_word_pkey PRIMARY KEY
  );
  CREATE INDEX search_word_trigram_idx ON catalog.search_word USING gin (word gin_trgm_ops);
  COMMENT ON TABLE catalog.search_word IS
    'Every word of letters that some product has or had: where a word with a typing error is looked up. Only added to.';
  GRANT SELECT ON catalog.search_word TO portal_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON catalog.search_word TO portal_system;

  -- Whether a word counts as similar depends on the two words alone: so a list does not change under those who page
  -- through it because some other product brought a better word.
  CREATE FUNCTION catalog.similar_words(p_word text) RETURNS SETOF text
    LANGUAGE plpgsql STABLE STRICT ROWS 10 SET search_path = catalog, public, pg_temp
    SET pg_trgm.similarity_threshold = 0.2 AS $$
  DECLARE
    v_length integer := char_length(p_word);
    v_errors integer := CASE WHEN char_length(p_word) >= 8 THEN 2 WHEN char_length(p_word) >= 5 THEN 1 ELSE 0 END;
  BEGIN
    RETURN QUERY
    SELECT w.word FROM search_word w WHERE w.word LIKE '%' || p_word || '%'
    UNION
    SELECT w.word FROM search_word w
    WHERE w.word % p_word AND char_length(w.word) BETWEEN v_length - v_errors AND v_length + v_errors
      AND levenshtein_less_equal(w.word, p_word, v_errors) <= v_errors
    UNION
    SELECT w.word FROM search_word w
    WHERE w.word = ANY (ARRAY(
      SELECT overlay(p_word PLACING reverse(substr(p_word, i, 2)) FROM i FOR 2) FROM generate_series(1, v_length - 1) i));
  END $$;
  COMMENT ON FUNCTION catalog.similar_words(text) IS
    'The known words that hold the word, or differ from it by a swap, from five letters on by a letter, from eight on by two.';
`;

const planFunction = `
  CREATE FUNCTION catalog.search_plan(
    p_text text, OUT loose tsquery, OUT plain tsquery, OUT exact tsquery, OUT named tsquery, OUT code tsquery,
    OUT folded text)
    LANGUAGE plpgsql STABLE STRICT SET search_path = catalog, public, pg_temp AS $$
  DECLARE
    v record;
    v_skip boolean := false;
    v_begins text;
    v_is text;
    v_in_name text;
    v_similar text;
  BEGIN
    folded := fold(p_text);
    code := nullif('''=' || code_key(p_text) || '''', '''=''')::tsquery;
    FOR v IN SELECT s.word, s.is_run, lead(s.word) OVER (ORDER BY s.place) AS next FROM search_words(p_text) s ORDER BY s.place
    LOOP
      v_similar := NULL;
      IF v_skip THEN
        v_skip := false;
        CONTINUE;
      ELSIF v.is_run THEN
        -- Its pairs; the one character where it has no more.
        SELECT string_agg(format('''%s''', substr(v.word, i, 2)), ' & '), string_agg(format('''%s'':B', substr(v.word, i, 2)), ' & ')
        INTO v_is, v_in_name FROM generate_series(1, greatest(char_length(v.word) - 1, 1)) i;
        v_begins := v_is;
      ELSIF v.word ~ '^${NUMBER}$' AND v.next ~ '^(${UNITS})$' THEN
        v_skip := true;
        v_is := format('''%s''', v.word || v.next);
        v_begins := v_is;
        v_in_name := v_is || ':B';
      ELSE
        v_is := format('''%s''', v.word);
        v_begins := v_is || ':*';
        v_in_name := v_is || ':*B';
        IF v.word ~ '^0[0-9]{7,}$' AND v.word ~ '[1-9]' THEN
          v_begins := v_begins || format(' | ''%s'':*', ltrim(v.word, '0'));
        ELSIF char_length(v.word) >= 4 AND v.word !~ '[0-9]' THEN
          SELECT string_agg(format('''%s''', w), ' | ') INTO v_similar FROM similar_words(v.word) w;
        END IF;
      END IF;
      plain := coalesce(plain && v_begins::tsquery, v_begins::tsquery);
      exact := coalesce(exact && v_is::tsquery, v_is::tsquery);
      named := coalesce(named && v_in_name::tsquery, v_in_name::tsquery);
      v_begins := concat_ws(' | ', v_begins, v_similar);
      loose := coalesce(loose && v_begins::tsquery, v_begins::tsquery);
    END LOOP;
    loose := coalesce(loose || code, code, loose);
  END $$;
  COMMENT ON FUNCTION catalog.search_plan(text) IS
    'What to look for: loose finds, typing errors forgiven; plain, exact, named and code say how well. All null: there is no word in it.';
`;
