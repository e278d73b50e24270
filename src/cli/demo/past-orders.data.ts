/** WAITING: nothing has happened to it since; the others say how an approval was answered. */
export type DemoOrderOutcome = 'WAITING' | 'APPROVED' | 'REJECTED' | 'EXPIRED';

/** Orders that the demo must have, so that every queue has something in it on the seed day. */
export const DEMO_ORDER_SCENARIOS: readonly {
  reseller: string;
  market: string;
  partnerOfRecord?: string;
  hoursAgo: number;
  outcome: DemoOrderOutcome;
  lines: readonly { sku: string; quantity: number }[];
}[] = [
  // Over the buyer's limit of EUR 50,000: waiting for an approval.
  {
    reseller: 'ELBUFER',
    market: 'DE',
    hoursAgo: 70,
    outcome: 'WAITING',
    lines: [
      { sku: 'XBS12-8-256', quantity: 80 },
      { sku: 'XBS12-KEYBOARD', quantity: 80 },
    ],
  },
  {
    reseller: 'ELBUFER',
    market: 'FR',
    hoursAgo: 26,
    outcome: 'WAITING',
    lines: [{ sku: 'RB16-2025-I5-16-512', quantity: 90 }],
  },
  // Orders above the limit of a while ago, with each answer that there is.
  {
    reseller: 'ELBUFER',
    market: 'DE',
    hoursAgo: 1500,
    outcome: 'APPROVED',
    lines: [{ sku: 'XBS12-8-256', quantity: 90 }],
  },
  {
    reseller: 'ELBUFER',
    market: 'DE',
    hoursAgo: 2900,
    outcome: 'REJECTED',
    lines: [{ sku: 'RBP16-2024-U5-32-1TB', quantity: 70 }],
  },
  {
    reseller: 'ELBUFER',
    market: 'FR',
    hoursAgo: 3700,
    outcome: 'EXPIRED',
    lines: [{ sku: 'RB16-2025-I7-16-1TB', quantity: 80 }],
  },
  // Above the credit that is left: on hold.
  {
    reseller: 'KIRIN',
    market: 'AU',
    hoursAgo: 52,
    outcome: 'WAITING',
    lines: [
      { sku: 'XBS12-8-256', quantity: 180 },
      { sku: 'XBS12-PEN', quantity: 60 },
    ],
  },
  {
    reseller: 'SIERRA',
    market: 'CL',
    hoursAgo: 30,
    outcome: 'WAITING',
    lines: [{ sku: 'RB14-2024-I5-16-512', quantity: 140 }],
  },
  {
    reseller: 'NAJD',
    market: 'AE',
    hoursAgo: 21,
    outcome: 'WAITING',
    lines: [{ sku: 'RB16-2025-I5-16-512', quantity: 160 }],
  },
  // Of a laptop that is sold out in Rotterdam: waiting for the next delivery, the oldest first.
  {
    reseller: 'NORDWIND',
    market: 'DE',
    partnerOfRecord: 'RHEINBLICK',
    hoursAgo: 200,
    outcome: 'WAITING',
    lines: [
      { sku: 'RB16-2025-I7-16-1TB', quantity: 20 },
      { sku: 'XBS12-COVER', quantity: 40 },
    ],
  },
  {
    reseller: 'ELBUFER',
    market: 'DE',
    hoursAgo: 120,
    outcome: 'WAITING',
    lines: [{ sku: 'RB16-2025-I7-16-1TB', quantity: 12 }],
  },
  {
    reseller: 'NORDWIND',
    market: 'GB',
    hoursAgo: 45,
    outcome: 'WAITING',
    lines: [
      { sku: 'RB16-2025-I7-16-1TB', quantity: 15 },
      { sku: 'RB16-2025-I5-16-512', quantity: 10 },
    ],
  },
];
