import type { DemoCategory } from './demo-device.js';
import type { DemoDay } from './demo-day.js';

const COMPUTERS: readonly DemoCategory[] = ['LAPTOP', 'TABLET'];
const WITH_RADIO: readonly DemoCategory[] = ['LAPTOP', 'TABLET', 'SMART_SPEAKER'];

/**
 * Which schemes a market asks for. BIS CRS for laptops and tablets in India with WPC ETA for their radio: corpbiz.io,
 * worldcompliance.eu. The others are from general knowledge.
 */
export const DEMO_REQUIRED_CERTIFICATES: readonly {
  market: string;
  schemes: readonly string[];
  categories: readonly DemoCategory[];
}[] = [
  { market: 'DE', schemes: ['CE'], categories: WITH_RADIO },
  { market: 'FR', schemes: ['CE'], categories: WITH_RADIO },
  { market: 'TR', schemes: ['CE'], categories: WITH_RADIO },
  { market: 'GB', schemes: ['UKCA'], categories: WITH_RADIO },
  { market: 'SA', schemes: ['CST'], categories: WITH_RADIO },
  { market: 'AE', schemes: ['TDRA'], categories: WITH_RADIO },
  { market: 'ZA', schemes: ['ICASA'], categories: WITH_RADIO },
  { market: 'NG', schemes: ['NCC'], categories: WITH_RADIO },
  { market: 'IN', schemes: ['BIS_CRS'], categories: COMPUTERS },
  { market: 'IN', schemes: ['WPC_ETA'], categories: WITH_RADIO },
  { market: 'SG', schemes: ['IMDA'], categories: WITH_RADIO },
  { market: 'JP', schemes: ['TELEC', 'PSE'], categories: WITH_RADIO },
  { market: 'AU', schemes: ['RCM'], categories: WITH_RADIO },
  { market: 'ID', schemes: ['SDPPI'], categories: WITH_RADIO },
  { market: 'CN', schemes: ['CCC', 'SRRC'], categories: WITH_RADIO },
  { market: 'MX', schemes: ['NOM', 'IFT'], categories: WITH_RADIO },
  { market: 'CL', schemes: ['SUBTEL'], categories: WITH_RADIO },
  { market: 'CO', schemes: ['CRC'], categories: WITH_RADIO },
];

/** Schemes whose certificates have to be renewed; declarations such as CE and UKCA have no end. */
export const DEMO_RENEWED_SCHEMES: ReadonlySet<string> = new Set([
  'BIS_CRS',
  'CST',
  'TDRA',
  'CCC',
  'SRRC',
  'NOM',
  'IFT',
]);

/** Certificates that are not as they should be, so that the gates have something to find. */
export const DEMO_CERTIFICATE_GAPS: readonly {
  handle: string;
  market: string;
  scheme: string;
  /** The day on which it ended; null: there never was one. */
  endedOn: DemoDay | null;
}[] = [
  { handle: 'redmi-book-16-2025', market: 'IN', scheme: 'BIS_CRS', endedOn: -20 },
  { handle: 'redmi-g-pro-2024', market: 'SA', scheme: 'CST', endedOn: null },
  { handle: 'redmi-book-pro-16-2024', market: 'ID', scheme: 'SDPPI', endedOn: null },
];
