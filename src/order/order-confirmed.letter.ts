import { Money } from '../kernel/index.js';
import {
  countText,
  countryText,
  dayText,
  defineLetter,
  moneyText,
  type LetterContent,
  type LetterLocale,
} from '../platform/letter/index.js';

/** An order as its letter tells of it; amounts are minor units of currencyCode, as text. */
export interface ConfirmedOrder {
  number: string;
  purchaseOrderNumber: string;
  /** The market's day on which it was priced, as YYYY-MM-DD. */
  day: string;
  currencyCode: string;
  netMinor: string;
  taxMinor: string;
  totalMinor: string;
  /** The first lines, and how many more there are. */
  lines: ConfirmedLine[];
  moreLines: number;
  shipTo: ConfirmedAddress;
}

export interface ConfirmedLine {
  sku: string;
  name: string;
  quantity: number;
  netMinor: string;
  backordered: number;
  /** The day on which all of it is there; null when nobody knows. */
  promisedOn: string | null;
}

export interface ConfirmedAddress {
  recipient: string;
  line1: string;
  line2: string | null;
  city: string;
  region: string | null;
  postalCode: string | null;
  countryCode: string;
}

export interface ConfirmedParams {
  /** Who placed it. */
  name: string;
  order: ConfirmedOrder;
}

/** What differs from language to language. */
interface Words {
  subject(order: ConfirmedOrder): string;
  heading: string;
  greeting(name: string): string;
  opening(order: ConfirmedOrder, day: string): string;
  backorder(count: string, day: string | null): string;
  moreLines(count: string): string;
  number: string;
  purchaseOrder: string;
  net: string;
  tax: string;
  total: string;
  shipTo: string;
  closing: string;
}

const WORDS: Record<LetterLocale, Words> = {
  en: {
    subject: ({ number, purchaseOrderNumber }) =>
      `Order ${number} is confirmed (your order ${purchaseOrderNumber})`,
    heading: 'Your order is confirmed',
    greeting: (name) => `Hello ${name},`,
    opening: ({ number }, day) =>
      `Thank you for your order ${number} of ${day}. It is confirmed at these prices:`,
    backorder: (count, day) =>
      day === null
        ? `${count} of them on backorder, date not known yet`
        : `${count} of them on backorder, expected by ${day}`,
    moreLines: (count) => `… and ${count} more. The portal shows all lines.`,
    number: 'Order',
    purchaseOrder: 'Your purchase order',
    net: 'Net',
    tax: 'Tax',
    total: 'Total',
    shipTo: 'Ship to',
    closing: 'You can follow the order in the portal under its number. This is not an invoice.',
  },
  de: {
    subject: ({ number, purchaseOrderNumber }) =>
      `Auftrag ${number} ist bestätigt (Ihre Bestellung ${purchaseOrderNumber})`,
    heading: 'Ihr Auftrag ist bestätigt',
    greeting: (name) => `Guten Tag ${name},`,
    opening: ({ number }, day) =>
      `vielen Dank für Ihren Auftrag ${number} vom ${day}. Wir bestätigen ihn zu diesen Preisen:`,
    backorder: (count, day) =>
      day === null
        ? `davon ${count} nicht vorrätig, Liefertermin noch nicht bekannt`
        : `davon ${count} nicht vorrätig, voraussichtlich lieferbar bis ${day}`,
    moreLines: (count) => `… und ${count} weitere. Das Portal zeigt alle Positionen.`,
    number: 'Auftrag',
    purchaseOrder: 'Ihre Bestellnummer',
    net: 'Netto',
    tax: 'Steuer',
    total: 'Gesamtbetrag',
    shipTo: 'Lieferadresse',
    closing:
      'Im Portal können Sie den Auftrag unter seiner Nummer verfolgen. Diese Nachricht ist keine Rechnung.',
  },
  'zh-Hans': {
    subject: ({ number, purchaseOrderNumber }) =>
      `订单 ${number} 已确认（贵方采购单号 ${purchaseOrderNumber}）`,
    heading: '您的订单已确认',
    greeting: (name) => `${name}，您好：`,
    opening: ({ number }, day) => `感谢您于${day}提交的订单 ${number}。订单已按以下价格确认：`,
    backorder: (count, day) =>
      day === null
        ? `其中 ${count} 件缺货，到货日期待定`
        : `其中 ${count} 件缺货，预计${day}前到货`,
    moreLines: (count) => `……以及另外 ${count} 项。您可在门户中查看全部明细。`,
    number: '订单编号',
    purchaseOrder: '贵方采购单号',
    net: '未税金额',
    tax: '税额',
    total: '总金额',
    shipTo: '收货地址',
    closing: '您可以在门户中按订单编号跟踪订单。本邮件不是发票。',
  },
};

function write(locale: LetterLocale, { name, order }: ConfirmedParams): LetterContent {
  const words = WORDS[locale];
  const amount = (minor: string) => moneyText(Money.ofMinor(minor, order.currencyCode), locale);
  const lines = order.lines.map((line) => ({
    label: `${countText(line.quantity, locale)} × ${line.sku}`,
    value: [line.name, amount(line.netMinor), ...backorderOf(line, locale)].join('\n'),
  }));
  const more = { label: '', value: words.moreLines(countText(order.moreLines, locale)) };
  return {
    subject: words.subject(order),
    heading: words.heading,
    paragraphs: [words.greeting(name), words.opening(order, dayText(order.day, locale))],
    facts: [
      { label: words.number, value: order.number },
      { label: words.purchaseOrder, value: order.purchaseOrderNumber },
      ...lines,
      ...(order.moreLines > 0 ? [more] : []),
      { label: words.net, value: amount(order.netMinor) },
      { label: words.tax, value: amount(order.taxMinor) },
      { label: words.total, value: amount(order.totalMinor) },
      { label: words.shipTo, value: addressText(order.shipTo, locale) },
    ],
    closing: words.closing,
  };
}

function backorderOf({ backordered, promisedOn }: ConfirmedLine, locale: LetterLocale): string[] {
  if (backordered === 0) return [];
  const day = promisedOn === null ? null : dayText(promisedOn, locale);
  return [WORDS[locale].backorder(countText(backordered, locale), day)];
}

function addressText(address: ConfirmedAddress, locale: LetterLocale): string {
  const { recipient, line1, line2, city, region, postalCode, countryCode } = address;
  const place = [postalCode, city, region].filter(isGiven).join(' ');
  return [recipient, line1, line2, place, countryText(countryCode, locale)]
    .filter(isGiven)
    .join('\n');
}

function isGiven(text: string | null): text is string {
  return text !== null && text !== '';
}

/** Tells the person who placed an order that it is confirmed. */
export const ORDER_CONFIRMED = defineLetter<ConfirmedParams>({
  name: 'order.confirmed',
  sample: {
    name: 'Anna Berg',
    order: {
      number: 'SO-2026-000123',
      purchaseOrderNumber: 'PO-7781',
      day: '2026-11-23',
      currencyCode: 'EUR',
      netMinor: '6325000',
      taxMinor: '1201750',
      totalMinor: '7526750',
      lines: [
        {
          sku: 'LT-14-16-512-DE',
          name: 'Laptop 14, 16 GB, 512 GB, QWERTZ',
          quantity: 50,
          netMinor: '6000000',
          backordered: 12,
          promisedOn: '2026-12-05',
        },
        {
          sku: 'DOCK-USBC-2',
          name: 'Dock USB-C',
          quantity: 25,
          netMinor: '325000',
          backordered: 0,
          promisedOn: null,
        },
      ],
      moreLines: 0,
      shipTo: {
        recipient: 'Nordlicht IT GmbH, Warehouse 2',
        line1: 'Hafenstraße 17',
        line2: null,
        city: 'Hamburg',
        region: null,
        postalCode: '20457',
        countryCode: 'DE',
      },
    },
  },
  texts: {
    en: (params) => write('en', params),
    de: (params) => write('de', params),
    'zh-Hans': (params) => write('zh-Hans', params),
  },
});
