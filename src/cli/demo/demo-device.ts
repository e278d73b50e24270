import { gtinOf } from '../../catalog/index.js';
import { assert } from '../../kernel/index.js';

export type DemoCategory = 'LAPTOP' | 'TABLET' | 'SMART_SPEAKER' | 'ACCESSORY';

/** Typed specifications; which are given depends on the device. Weight is that of the device alone. */
export interface DemoSpecs {
  SCREEN_INCH?: number;
  MEMORY_GB?: number;
  STORAGE_GB?: number;
  PROCESSOR?: string;
  GRAPHICS?: string;
  OPERATING_SYSTEM?: 'WINDOWS_10_HOME' | 'WINDOWS_11_HOME';
  TOUCH_SCREEN?: boolean;
  WEIGHT_KG?: number;
}

export interface DemoVariant {
  sku: string;
  /** The GS1 item number behind the demonstration prefix 952; each is used once. */
  item: number;
  /** What everyone pays in Germany, in EUR, before tier and quantity. Null: nobody sells it any more. */
  basePrice: string | null;
  specs: DemoSpecs;
}

export interface DemoProduct {
  handle: string;
  category: DemoCategory;
  brand: 'Xiaomi' | 'Redmi' | 'Mi';
  /** The day of its first sale anywhere. */
  launchedOn: string;
  texts: readonly { locale: string; name: string; description: string }[];
  variants: readonly DemoVariant[];
}

/** A 13-digit GTIN: GS1 prefix 952 (kept free for demonstrations), item number, check digit. */
export function demoGtin(item: number): string {
  const gtin = gtinOf(`952${String(item).padStart(9, '0')}`);
  assert(gtin, `item ${item} has at most nine digits`);
  return gtin;
}

/** The maker's real part numbers are not public in what was read, so the demo has its own. */
export function demoPartNumber(item: number): string {
  return `XMD-${String(item).padStart(5, '0')}`;
}
