import { registerEnumType } from '@nestjs/graphql';
import { SalesSource } from './sales-plan.rules.js';
import {
  SalesComparison,
  SalesDimension,
  SalesMeasure,
  SalesMembership,
  SalesTimeGrain,
} from './sales-question.rules.js';

export const SalesDirection = { ASC: 'ASC', DESC: 'DESC' } as const;
export type SalesDirection = keyof typeof SalesDirection;

registerEnumType(SalesDimension, {
  name: 'SalesDimension',
  description: 'What sales can be told apart by.',
  valuesMap: {
    REGION: { description: 'The region of the market, as membership says.' },
    MARKET: { description: 'The market in which it was sold.' },
    CATEGORY: { description: 'The category of the product when it was sold.' },
    PRODUCT: { description: 'The device model.' },
    VARIANT: { description: 'The variant, by its SKU.' },
    RESELLER: { description: 'The reseller that bought it.' },
    PARTNER_OF_RECORD: {
      description: 'The indirect reseller for which a distributor bought it; without id for none.',
    },
    TIER: { description: "The reseller's tier when the order was booked." },
    TECHNOLOGY: {
      description:
        'A technology that works on the product in the market now. A product has several, so the rows overlap: they have no shares and no totals.',
    },
  },
});

registerEnumType(SalesTimeGrain, {
  name: 'SalesTimeGrain',
  description: 'How long the periods are for which there is a row each.',
  valuesMap: {
    DAY: { description: 'Days.' },
    WEEK: { description: 'Weeks that begin on Monday, as ISO 8601 has them.' },
    MONTH: { description: 'Calendar months.' },
    QUARTER: { description: 'Quarters of the calendar year.' },
    YEAR: { description: 'Calendar years.' },
  },
});

registerEnumType(SalesMeasure, {
  name: 'SalesMeasure',
  description:
    'What is measured. Amounts are net of tax; each counts on the day on which it happened.',
  valuesMap: {
    NET_SALES: { description: 'Bookings less cancellations less credits, an amount.' },
    BOOKINGS: { description: 'What was confirmed, an amount.' },
    CANCELLATIONS: {
      description: 'What was cancelled after it had been booked, a positive amount.',
    },
    CREDITS: { description: 'What credit notes gave back, a positive amount.' },
    BILLINGS: { description: 'What was invoiced, an amount.' },
    NET_UNITS: { description: 'Pieces booked less cancelled less credited.' },
    BOOKED_UNITS: { description: 'Pieces booked.' },
    CANCELLED_UNITS: { description: 'Pieces cancelled, a positive number.' },
    CREDITED_UNITS: { description: 'Pieces credited, a positive number.' },
    BILLED_UNITS: { description: 'Pieces invoiced.' },
    ORDERS: {
      description:
        'Orders booked, each once, on the day of its booking; cancelling takes none back. An order of two categories is one order of each.',
    },
    AVERAGE_SELLING_PRICE: {
      description: 'Net sales per net unit, an amount; null when there are no net units.',
    },
  },
});

registerEnumType(SalesMembership, {
  name: 'SalesMembership',
  description: 'To which region the sales of a market belong.',
  valuesMap: {
    AS_BOOKED: { description: 'To the region of the market on the day of the sale.' },
    AS_OF_TODAY: { description: 'To the region to which the market belongs today.' },
  },
});

registerEnumType(SalesComparison, {
  name: 'SalesComparison',
  description: 'What the period is compared with.',
  valuesMap: {
    PREVIOUS_PERIOD: {
      description:
        'The period of the same length just before it: as many months for whole months or with a grain of months or more, else as many days, with WEEK as many weeks.',
    },
    PREVIOUS_YEAR: {
      description:
        'The same days a year before; with WEEK, 52 weeks before. There is no day before 29 February to compare it with; in the year after, its sales count with those of 28 February.',
    },
  },
});

registerEnumType(SalesSource, {
  name: 'SalesSource',
  description:
    'Where an answer was read. Each gives the same sums; what waits to be written there is added.',
  valuesMap: {
    FACTS: { description: 'The facts, a row per line of a sale. At most 13 months at a time.' },
    DAY_CATEGORY: { description: 'Sums by day, market, category and currency.' },
    DAY_RESELLER: {
      description: 'Sums by day, market, reseller, tier, partner of record and currency.',
    },
    MONTH_VARIANT: { description: 'Sums by month, market, variant and currency.' },
    MONTH_REGION: { description: 'Sums by month, region as booked, category and currency.' },
  },
});

registerEnumType(SalesDirection, {
  name: 'SalesDirection',
  description: 'Which end comes first.',
  valuesMap: {
    ASC: { description: 'The smallest, earliest or first in the alphabet.' },
    DESC: { description: 'The largest, latest or last in the alphabet.' },
  },
});
