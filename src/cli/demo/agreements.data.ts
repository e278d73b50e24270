import type { DemoDay } from './demo-day.js';
import type { DemoRegionCode } from './markets.data.js';

/** The partner agreements of the demo. Newer versions of a region come later in the list. */
export const DEMO_AGREEMENTS: readonly {
  region: DemoRegionCode;
  number: number;
  title: string;
  publishedOn: DemoDay;
  requiredFrom: DemoDay;
  /** The resellers that did not accept it, of those that may sell in a market of the region. */
  notAcceptedBy: readonly string[];
}[] = [
  {
    region: 'EMEA',
    number: 1,
    title: 'Channel partner agreement, Europe, Middle East and Africa',
    publishedOn: -620,
    requiredFrom: -600,
    notAcceptedBy: [],
  },
  {
    // Published already, and asked for from next month on.
    region: 'EMEA',
    number: 2,
    title: 'Channel partner agreement, Europe, Middle East and Africa, second version',
    publishedOn: -10,
    requiredFrom: 30,
    notAcceptedBy: ['HARBOUR', 'NAJD'],
  },
  {
    region: 'APAC',
    number: 1,
    title: 'Channel partner agreement, Asia Pacific',
    publishedOn: -620,
    requiredFrom: -600,
    notAcceptedBy: [],
  },
  {
    region: 'GREATER_CHINA',
    number: 1,
    title: 'Channel partner agreement, Greater China',
    publishedOn: -620,
    requiredFrom: -600,
    notAcceptedBy: [],
  },
  {
    // Asked for since the day before the seed: Lotus cannot order until it accepts.
    region: 'GREATER_CHINA',
    number: 2,
    title: 'Channel partner agreement, Greater China, second version',
    publishedOn: -40,
    requiredFrom: -1,
    notAcceptedBy: ['LOTUS'],
  },
  {
    region: 'AMERICAS',
    number: 1,
    title: 'Channel partner agreement, Americas',
    publishedOn: -620,
    requiredFrom: -600,
    notAcceptedBy: [],
  },
];

/** The text of a demo agreement; it binds nobody. */
export function agreementBody(title: string, number: number): string {
  return [
    `${title} (version ${number}).`,
    'This is a text of the demo and binds nobody.',
    '1. The reseller sells the devices in the markets for which it is authorised, and nowhere else.',
    '2. Prices, taxes and terms of payment are those shown when an order is confirmed.',
    '3. The reseller keeps its addresses and people in the portal up to date.',
  ].join('\n\n');
}
