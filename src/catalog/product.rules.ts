export const ProductCategory = {
  LAPTOP: 'LAPTOP',
  TABLET: 'TABLET',
  SMART_SPEAKER: 'SMART_SPEAKER',
  SMARTPHONE: 'SMARTPHONE',
  ACCESSORY: 'ACCESSORY',
} as const;
export type ProductCategory = keyof typeof ProductCategory;

export const SpecType = {
  NUMBER: 'NUMBER',
  TEXT: 'TEXT',
  BOOLEAN: 'BOOLEAN',
  ENUM: 'ENUM',
} as const;
export type SpecType = keyof typeof SpecType;
