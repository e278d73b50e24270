import { CURRENT_LAPTOPS } from './current-laptops.data.js';
import type { DemoProduct, DemoVariant } from './demo-device.js';
import { FIRST_GENERATION } from './first-generation.data.js';
import { INDIA_LAPTOPS } from './india-laptops.data.js';
import { TABLETS } from './tablets.data.js';

export const DEMO_PRODUCTS: readonly DemoProduct[] = [
  ...FIRST_GENERATION,
  ...INDIA_LAPTOPS,
  ...CURRENT_LAPTOPS,
  ...TABLETS,
];

export interface DemoSpecDefinition {
  code: string;
  name: string;
  type: 'NUMBER' | 'TEXT' | 'BOOLEAN' | 'ENUM';
  unit: string | null;
  isFacet: boolean;
  enumValues: readonly string[] | null;
}

const number = (code: string, name: string, unit: string): DemoSpecDefinition => ({
  code,
  name,
  type: 'NUMBER',
  unit,
  isFacet: true,
  enumValues: null,
});

const text = (code: string, name: string): DemoSpecDefinition => ({
  code,
  name,
  type: 'TEXT',
  unit: null,
  isFacet: false,
  enumValues: null,
});

export const DEMO_SPEC_DEFINITIONS: readonly DemoSpecDefinition[] = [
  number('SCREEN_INCH', 'Screen', 'in'),
  number('MEMORY_GB', 'Memory', 'GB'),
  number('STORAGE_GB', 'Storage', 'GB'),
  number('WEIGHT_KG', 'Weight', 'kg'),
  text('PROCESSOR', 'Processor'),
  text('GRAPHICS', 'Graphics'),
  {
    code: 'OPERATING_SYSTEM',
    name: 'Operating system',
    type: 'ENUM',
    unit: null,
    isFacet: true,
    enumValues: ['WINDOWS_10_HOME', 'WINDOWS_11_HOME'],
  },
  {
    code: 'TOUCH_SCREEN',
    name: 'Touch screen',
    type: 'BOOLEAN',
    unit: null,
    isFacet: true,
    enumValues: null,
  },
];

export interface DemoVariantOfProduct {
  product: DemoProduct;
  variant: DemoVariant;
  position: number;
}

export const DEMO_VARIANTS: readonly DemoVariantOfProduct[] = DEMO_PRODUCTS.flatMap((product) =>
  product.variants.map((variant, index) => ({ product, variant, position: index + 1 })),
);
