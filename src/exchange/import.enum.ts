import { Permission } from '../platform/access/index.js';

export const ImportKind = {
  PRODUCTS: 'PRODUCTS',
  VARIANTS: 'VARIANTS',
  LISTINGS: 'LISTINGS',
  PRICES: 'PRICES',
  STOCK: 'STOCK',
} as const;
export type ImportKind = keyof typeof ImportKind;

export const ImportMode = {
  ALL_OR_NOTHING: 'ALL_OR_NOTHING',
  ROW_BY_ROW: 'ROW_BY_ROW',
} as const;
export type ImportMode = keyof typeof ImportMode;

export const ImportRowOutcome = {
  CREATE: 'CREATE',
  UPDATE: 'UPDATE',
  UNCHANGED: 'UNCHANGED',
  ERROR: 'ERROR',
} as const;
export type ImportRowOutcome = keyof typeof ImportRowOutcome;

/** Who may send and fetch files of a kind. */
export const KIND_PERMISSION: Readonly<Record<ImportKind, Permission>> = {
  PRODUCTS: Permission.CATALOG_WRITE,
  VARIANTS: Permission.CATALOG_WRITE,
  LISTINGS: Permission.CATALOG_WRITE,
  PRICES: Permission.PRICE_WRITE,
  STOCK: Permission.STOCK_WRITE,
};

/** The word in an address, such as "prices"; undefined for any other. */
export function kindOfWord(word: string): ImportKind | undefined {
  return Object.values(ImportKind).find((kind) => wordOfKind(kind) === word);
}

export function wordOfKind(kind: ImportKind): string {
  return kind.toLowerCase();
}
