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

/** @param spelled the name with one letter for what German writes with one or with two */
const plainName = (spelled: (text: string) => string): string => `
CREATE OR REPLACE FUNCTION reseller.plain_name(p_name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT ${spelled(`coalesce(nullif(btrim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
      words.text, '${ANYWHERE}', ' ', 'g'),
      '^ *(${BEFORE})(?= )', ' '),
      ' (${BEHIND})(?= |$)', ' ', 'g'),
      ' +', ' ', 'g')), ''), btrim(words.text), '')`)}
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
-- The stored names are computed anew.
UPDATE reseller.reseller SET legal_name = legal_name;
`;

/** Müller is also written Mueller, and Muller where there is no such key: names without legal forms are compared alike. */
export class ResellerTransliteration1700000240002 implements MigrationInterface {
  readonly name = 'ResellerTransliteration1700000240002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      plainName((text) => `replace(replace(replace(${text}, 'ae', 'a'), 'oe', 'o'), 'ue', 'u')`),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(plainName((text) => text));
  }
}
