import type { MigrationInterface, QueryRunner } from 'typeorm';

// Everything of ASCII but letters and digits, and the blocks of punctuation and signs.
const BETWEEN =
  '\\u0001-\\u002f\\u003a-\\u0060\\u007b-\\u00bf\\u00d7\\u00f7\\u2000-\\u206f\\u20a0-\\u2bff\\u2e00-\\u2e7f\\u3000-\\u303f\\ufe10-\\ufe6f\\uff5f-\\uff65\\ufffc\\ufffd';

/** Forms that stand behind a name, as they are written without dots. */
const BEHIND = [
  'gmbh|mbh|ag|kg|kgaa|ohg|gbr|ug|haftungsbeschrankt|eg|ev|se|co|company|ltd|limited|llc|llp|lp|inc|incorporated',
  'corp|corporation|plc|pte|pty|pvt|private|sa|sas|sasu|sarl|sl|slu|srl|spa|sapi|cv|nv|bv|bvba|ab|as|asa|oy|oyj|aps|hf',
  'ehf|kft|zrt|nyrt|doo|dd|ad|sro|spol|sp|zoo|ooo|oao|zao|pao|tov|jsc|fzc|fze|fzco|wll|sdn|bhd|tbk|ltda|limitada|eireli|kk|gk|and|und|et|y',
].join('|');

const BEFORE = 'pt|ooo|oao|zao|pao|tov|kk';

// What is written without spaces is cut wherever it stands.
const ANYWHERE =
  '股份有限公司|有限责任公司|有限責任公司|有限公司|株式会社|有限会社|合同会社|주식회사|유한회사';

const likeness = `
-- Our own, since it must be immutable, and the same on every cluster whatever its locale.
CREATE FUNCTION reseller.plain_name(p_name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(nullif(btrim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
      words.text, '${ANYWHERE}', ' ', 'g'),
      '^ *(${BEFORE})(?= )', ' '),
      ' (${BEHIND})(?= |$)', ' ', 'g'),
      ' +', ' ', 'g')), ''), btrim(words.text), '')
  FROM (
    SELECT regexp_replace(regexp_replace(
      normalize(replace(translate(lower(translate(
        regexp_replace(normalize(p_name, NFKD), '[\\u0300-\\u036f]', '', 'g'),
        'ÆŒØĐŁẞΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЄІЇҐ',
        'æœøđłßαβγδεζηθικλμνξοπρστυφχψωабвгдежзийклмнопрстуфхцчшщъыьэюяєіїґ')),
        'øđłς', 'odlσ'), 'ß', 'ss'), NFKC),
      '[.''’/]', '', 'g'), '[${BETWEEN}]+', ' ', 'g') AS text
  ) words
$$;
COMMENT ON FUNCTION reseller.plain_name IS 'A legal name without capitals, accents, signs and legal forms such as GmbH, Ltd or 有限公司: by which near names are found.';

CREATE FUNCTION reseller.tax_key(p_country text, p_tax_id text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN p_country = 'IN' AND length(bare.id) = 15 THEN substr(bare.id, 3, 10) ELSE bare.id END
  FROM (
    SELECT regexp_replace(upper(regexp_replace(p_tax_id, '[^A-Za-z0-9]', '', 'g')),
      '^' || CASE p_country WHEN 'GR' THEN '(EL|GR)' ELSE coalesce(p_country, '') END, '') AS id
  ) bare
$$;
COMMENT ON FUNCTION reseller.tax_key IS 'A tax id as it is compared within a country: capitals and digits, without the country in front; of an Indian GSTIN the PAN in it, which all branches share.';

REVOKE EXECUTE ON FUNCTION reseller.plain_name, reseller.tax_key FROM public;
GRANT EXECUTE ON FUNCTION reseller.plain_name, reseller.tax_key TO portal_app, portal_system;

ALTER TABLE reseller.reseller
  ADD COLUMN plain_name text COLLATE "C" GENERATED ALWAYS AS (reseller.plain_name(legal_name)) STORED,
  ADD COLUMN tax_key text COLLATE "C" GENERATED ALWAYS AS (reseller.tax_key(country_code, tax_id)) STORED;
CREATE INDEX reseller_plain_name_idx ON reseller.reseller USING gin (plain_name gin_trgm_ops);
CREATE INDEX reseller_tax_key_idx ON reseller.reseller (country_code, tax_key);
COMMENT ON COLUMN reseller.reseller.plain_name IS 'The legal name as near names are looked for.';
COMMENT ON COLUMN reseller.reseller.tax_key IS 'The tax id as it is compared within the country.';
`;

/** By what two companies look like one: their names without legal forms, and their tax ids without signs. */
export class ResellerLikeness1700000240000 implements MigrationInterface {
  readonly name = 'ResellerLikeness1700000240000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(likeness);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE reseller.reseller DROP COLUMN tax_key, DROP COLUMN plain_name;
      DROP FUNCTION reseller.tax_key, reseller.plain_name;
    `);
  }
}
