const ID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const KEY = new RegExp(`^([a-z]{1,32})/(${ID})$`);

/** The word and the id of a key; null for anything else, which could lead out of the folder. */
export function partsOfKey(text: string): { word: string; id: string } | null {
  const [, word, id] = KEY.exec(text) ?? [];
  return word === undefined || id === undefined ? null : { word, id };
}

export function checkedKey(key: string): { word: string; id: string } {
  const parts = partsOfKey(key);
  if (parts === null) throw new Error('This is no key of an object.');
  return parts;
}

export function checkedWord(word: string): string {
  if (!/^[a-z]{1,32}$/.test(word)) throw new Error('This is no word of a key.');
  return word;
}
