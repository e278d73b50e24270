export interface DemoStockLocation {
  code: string;
  name: string;
  countryCode: string;
  /** The markets it serves: which choice it is for the market (1 is the first), and days until delivery. */
  markets: readonly { market: string; preference: number; leadDays: number }[];
}

const serves = (
  market: string,
  preference: number,
  leadDays: number,
): DemoStockLocation['markets'][number] => ({
  market,
  preference,
  leadDays,
});

export const DEMO_STOCK_LOCATIONS: readonly DemoStockLocation[] = [
  {
    code: 'RTM',
    name: 'Rotterdam',
    countryCode: 'NL',
    markets: [
      serves('DE', 1, 2),
      serves('FR', 1, 2),
      serves('GB', 1, 4),
      serves('TR', 1, 6),
      serves('SA', 2, 9),
      serves('AE', 2, 9),
    ],
  },
  {
    code: 'RUH',
    name: 'Riyadh',
    countryCode: 'SA',
    markets: [serves('SA', 1, 2), serves('AE', 1, 4)],
  },
  {
    code: 'BOM',
    name: 'Mumbai',
    countryCode: 'IN',
    markets: [serves('IN', 1, 3)],
  },
  {
    code: 'SIN',
    name: 'Singapore',
    countryCode: 'SG',
    markets: [
      serves('SG', 1, 1),
      serves('AU', 1, 5),
      serves('JP', 1, 5),
      serves('ID', 1, 4),
      serves('IN', 2, 8),
    ],
  },
  {
    code: 'SZX',
    name: 'Shenzhen',
    countryCode: 'CN',
    markets: [serves('CN', 1, 2), serves('SG', 2, 5), serves('JP', 2, 6)],
  },
  {
    code: 'MTY',
    name: 'Monterrey',
    countryCode: 'MX',
    markets: [serves('MX', 1, 2), serves('CL', 1, 8), serves('CO', 1, 7)],
  },
];

/** What is free to sell at each location on the seed day, beside what the past orders hold. */
export const DEMO_FREE_STOCK: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  RTM: {
    'XBS12-8-256': 480,
    'XBS12-KEYBOARD': 620,
    'XBS12-PEN': 350,
    'XBS12-COVER': 900,
    'RB16-2025-I5-16-512': 260,
    // Sold out: what is ordered of it waits for the next delivery.
    'RB16-2025-I7-16-1TB': 0,
    'RBP16-2024-U5-32-1TB': 40,
  },
  RUH: {
    'XBS12-8-256': 60,
    'XBS12-KEYBOARD': 80,
    'XBS12-PEN': 30,
    'RB14-2024-I5-16-512': 45,
    'RB16-2025-I5-16-512': 50,
    'RB16-2025-I7-16-1TB': 12,
    'RGP-2024-I9-16-1TB': 10,
  },
  BOM: {
    'MN14-I5-8-512-MX250': 35,
    'MN14H-I5-8-512': 60,
    'MN14H-I7-8-512': 25,
    'RBP15-I5-8-512': 320,
    'RB16-2025-I5-16-512': 90,
  },
  SIN: {
    'XBS12-8-256': 140,
    'XBS12-KEYBOARD': 190,
    'XBS12-PEN': 120,
    'XBS12-COVER': 400,
    'RB14-2024-I5-16-512': 70,
    'RB16-2025-I5-16-512': 85,
    'RB16-2025-I7-16-1TB': 30,
    'RBP16-2024-U5-32-1TB': 55,
    'RGP-2024-I9-16-1TB': 18,
  },
  SZX: {
    'XB12-2IN1-8-256': 240,
    'RB14-2024-I5-16-512': 300,
    'RB16-2025-I5-16-512': 420,
    'RB16-2025-I7-16-1TB': 210,
    'RBP16-2024-U5-32-1TB': 160,
    'RGP-2024-I9-16-1TB': 75,
  },
  MTY: {
    'XBS12-8-256': 110,
    'XBS12-KEYBOARD': 150,
    'XBS12-PEN': 90,
    'XBS12-COVER': 200,
    'RB14-2024-I5-16-512': 80,
    'RB16-2025-I5-16-512': 65,
    'RB16-2025-I7-16-1TB': 20,
  },
};

/** Deliveries on their way: days from the seed day. */
export const DEMO_INBOUND: readonly {
  location: string;
  sku: string;
  quantity: number;
  expectedIn: number;
}[] = [
  { location: 'RTM', sku: 'RB16-2025-I7-16-1TB', quantity: 150, expectedIn: 18 },
  { location: 'RTM', sku: 'XBS12-8-256', quantity: 600, expectedIn: 30 },
  { location: 'SIN', sku: 'RB16-2025-I7-16-1TB', quantity: 120, expectedIn: 25 },
  { location: 'SIN', sku: 'RB16-2025-I5-16-512', quantity: 200, expectedIn: 25 },
  { location: 'BOM', sku: 'RBP15-I5-8-512', quantity: 400, expectedIn: 21 },
  { location: 'MTY', sku: 'RB16-2025-I5-16-512', quantity: 120, expectedIn: 35 },
];
