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
  const body = `952${String(item).padStart(9, '0')}`;
  const sum = [...body].reduce(
    (total, digit, index) => total + Number(digit) * (index % 2 ? 3 : 1),
    0,
  );
  return `${body}${(10 - (sum % 10)) % 10}`;
}

/** The maker's real part numbers are not public in what was read, so the demo has its own. */
export function demoPartNumber(item: number): string {
  return `XMD-${String(item).padStart(5, '0')}`;
}
