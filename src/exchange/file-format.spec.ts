import { describe, expect, it } from '@jest/globals';
import type { FileFormat } from './file-format.js';
import { listingFile } from './listing.file.js';
import { priceFile } from './price.file.js';
import { productFile } from './product.file.js';
import { RowCells } from './row-cells.rules.js';
import { stockFile } from './stock.file.js';
import { variantFile } from './variant.file.js';

function read<Row>(format: FileFormat<Row>, cells: Record<string, string>) {
  const row = new RowCells(new Map(Object.entries(cells)));
  return {
    row: format.read(row),
    problems: row.problems.map(({ column, code, facts }) => [column, code, facts?.['rule']]),
  };
}

/** As a file would hold it. */
function written<Row>(format: FileFormat<Row>, row: Row): Record<string, string> {
  return Object.fromEntries(
    Object.entries(format.write(row)).map(([name, value]) => [name, String(value ?? '')]),
  );
}

const price = {
  priceListCode: 'DE-ALL',
  sku: 'SKU-A',
  minimumQuantity: '1',
  unitPrice: '1299.00',
  currencyCode: 'EUR',
};

describe('a price', () => {
  it('is read, and written as it was', () => {
    const { row, problems } = read(priceFile, price);
    expect([row, problems]).toEqual([
      {
        priceListCode: 'DE-ALL',
        sku: 'SKU-A',
        minimumQuantity: 1,
        unitPrice: { amount: '1299.00', currencyCode: 'EUR' },
      },
      [],
    ]);
    expect(written(priceFile, row)).toEqual(price);
  });

  it('that is empty takes the break away', () => {
    const { row, problems } = read(priceFile, { ...price, unitPrice: ' ', currencyCode: '' });
    expect([row.unitPrice, problems]).toEqual([null, []]);
  });

  it.each(['1,299.00', '1.299,00', '1e3', '0x10', '1.', '.5', '1 299', 'abc', '٣', 'Infinity'])(
    'of %j is no plain decimal',
    (unitPrice) => {
      expect(read(priceFile, { ...price, unitPrice }).problems).toEqual([
        ['unitPrice', 'INVALID_VALUE', 'DECIMAL'],
      ]);
    },
  );

  it('says everything that is wrong with it', () => {
    expect(
      read(priceFile, {
        priceListCode: '',
        sku: ' ',
        minimumQuantity: 'x',
        unitPrice: '5',
        currencyCode: '',
      }).problems,
    ).toEqual([
      ['priceListCode', 'REQUIRED', undefined],
      ['sku', 'REQUIRED', undefined],
      ['minimumQuantity', 'INVALID_VALUE', 'WHOLE_NUMBER'],
      ['currencyCode', 'REQUIRED', undefined],
    ]);
  });
});

describe('stock', () => {
  const stock = { locationCode: 'RTM', sku: 'SKU-A', onHand: '12', reason: "'=count" };

  it('is read, a formula without its apostrophe', () => {
    expect(read(stockFile, stock).row).toEqual({
      locationCode: 'RTM',
      sku: 'SKU-A',
      onHand: 12,
      reason: '=count',
    });
  });

  it.each(['1.5', '1e3', '1.0', '12 pcs', '99999999999', '2147483648', '0x1', '١'])(
    'of %j is no whole number',
    (onHand) => {
      expect(read(stockFile, { ...stock, onHand }).problems).toEqual([
        ['onHand', 'INVALID_VALUE', 'WHOLE_NUMBER'],
      ]);
    },
  );

  it('has no words of endless length', () => {
    expect(read(stockFile, { ...stock, sku: 'A'.repeat(100_000) }).problems).toEqual([
      ['sku', 'INVALID_VALUE', 'LENGTH'],
    ]);
  });
});

describe('a listing', () => {
  const listing = {
    sku: 'SKU-A',
    marketCode: 'DE',
    preorderFrom: '',
    onSaleFrom: '2018-02-01',
    lastTimeBuyFrom: '',
    endOfSaleOn: '2020-02-29',
    endOfServiceOn: '',
    minimumQuantity: '1',
    maximumQuantity: '',
    quantityIncrement: '1',
    pausedReason: '',
  };

  it('is read, and written as it was', () => {
    const { row, problems } = read(listingFile, listing);
    expect(problems).toEqual([]);
    expect(written(listingFile, row)).toEqual(listing);
    expect([row.preorderFrom, row.endOfSaleOn, row.maximumQuantity]).toEqual([
      null,
      '2020-02-29',
      null,
    ]);
  });

  it.each([
    '2019-02-29',
    '2018-13-01',
    '01.02.2018',
    '43132',
    '2018-2-1',
    '2018-02-01T00:00:00Z',
    '0000-00-00',
  ])('on %j is on no day', (onSaleFrom) => {
    expect(read(listingFile, { ...listing, onSaleFrom }).problems).toEqual([
      ['onSaleFrom', 'INVALID_VALUE', 'DATE'],
    ]);
  });
});

describe('a product', () => {
  const product = {
    handle: 'pro',
    category: 'LAPTOP',
    brand: 'Surface',
    launchedOn: '',
    'name:en': 'Pro',
    'description:en': ' kept  as it is ',
    'name:de': '',
    'description:de': '',
    'name:ja': 'プロ',
    'description:ja': '',
  };

  it('has the texts whose cells are not empty', () => {
    const { row, problems } = read(productFile, product);
    expect([row.texts, problems]).toEqual([
      [
        { locale: 'en', name: 'Pro', description: ' kept  as it is ' },
        { locale: 'ja', name: 'プロ', description: '' },
      ],
      [],
    ]);
    expect(written(productFile, row)).toEqual({
      handle: 'pro',
      category: 'LAPTOP',
      brand: 'Surface',
      launchedOn: '',
      'name:en': 'Pro',
      'description:en': ' kept  as it is ',
      'name:ja': 'プロ',
      'description:ja': '',
    });
  });
});

describe('a variant', () => {
  it('has the specs of the columns, an empty one taking the spec away', () => {
    const variant = {
      sku: 'SKU-A',
      productHandle: 'pro',
      mpn: 'M',
      gtin: '00012345678905',
      position: '1',
      'spec:ram': '8',
      'spec:colour': '',
    };
    const { row, problems } = read(variantFile, variant);
    expect([row.specs, row.gtin, problems]).toEqual([
      { ram: '8', colour: null },
      '00012345678905',
      [],
    ]);
    expect(written(variantFile, row)).toEqual(variant);
  });
});
