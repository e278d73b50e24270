import { Injectable } from '@nestjs/common';
import { registerConstraint, type Tx } from '../platform/database/index.js';
import { taken } from './catalog-write.problems.js';
import type { CertificateContent } from './certificate.rules.js';
import type { ProductCategory } from './product.rules.js';
import type { Certificate } from './product.type.js';

registerConstraint(
  'certificate_number_key',
  taken('The product has a certificate of this scheme and number in the market already.', [
    'input',
    'number',
  ]),
);

@Injectable()
export class CertificateRepository {
  /** Null when there is none in the markets of the scope. */
  async find(tx: Tx, scope: readonly string[], id: string): Promise<Certificate | null> {
    const [row] = await tx.query<Certificate>(FIND, [id, scope]);
    return row ?? null;
  }

  async hasProduct(tx: Tx, id: string): Promise<boolean> {
    return (await tx.query('SELECT FROM catalog.product WHERE id = $1', [id])).length > 0;
  }

  /** False when there is no such product. */
  async create(tx: Tx, certificate: Omit<Certificate, 'version'>): Promise<boolean> {
    const { id, productId, marketCode, scheme, number, validFrom, validUntil } = certificate;
    const values = [id, productId, marketCode, scheme, number, validFrom, validUntil];
    return (await tx.query(CREATE, values)).length > 0;
  }

  /** The new version; undefined when the certificate is not of the expected one any more. */
  async update(
    tx: Tx,
    { id, version }: Certificate,
    to: CertificateContent,
  ): Promise<number | undefined> {
    const values = [id, version, to.number, to.validFrom, to.validUntil];
    const [row] = await tx.query<{ version: number }>(UPDATE, values);
    return row?.version;
  }

  async delete(tx: Tx, { id, version }: Certificate): Promise<boolean> {
    return (await tx.query(DELETE, [id, version])).length > 0;
  }

  /** What the market asks of products of the category, by scheme. */
  async required(tx: Tx, marketCode: string, category: ProductCategory): Promise<string[]> {
    const rows = await tx.query<{ scheme: string }>(REQUIRED, [marketCode, category]);
    return rows.map(({ scheme }) => scheme);
  }

  /** What the markets ask for: a row for each market and category that asks for anything. */
  allRequired(
    tx: Tx,
    scope: readonly string[],
    marketCode: string | null,
  ): Promise<{ marketCode: string; category: ProductCategory; schemes: string[] }[]> {
    return tx.query(ALL_REQUIRED, [scope, marketCode]);
  }

  /** Those that were not asked for before. */
  require(tx: Tx, demand: Demand): Promise<DemandRow[]> {
    return tx.query<DemandRow>(REQUIRE, [demand.marketCode, demand.category, demand.schemes]);
  }

  /** Those that were asked for. */
  waive(tx: Tx, demand: Demand): Promise<DemandRow[]> {
    return tx.query<DemandRow>(WAIVE, [demand.marketCode, demand.category, demand.schemes]);
  }
}

export interface Demand {
  marketCode: string;
  category: ProductCategory;
  schemes: readonly string[];
}

export interface DemandRow {
  id: string;
  scheme: string;
  /** The market, as audit records name it. */
  marketId: string;
}

const FIND = `
  SELECT id, product_id AS "productId", market_code AS "marketCode", scheme, number, version,
    to_char(valid_from, 'YYYY-MM-DD') AS "validFrom", to_char(valid_until, 'YYYY-MM-DD') AS "validUntil"
  FROM catalog.certificate WHERE id = $1 AND market_code = ANY ($2)`;

/** The product is kept from being deleted until the certificate is there. */
const CREATE = `
  WITH product AS MATERIALIZED (SELECT id FROM catalog.product WHERE id = $2 FOR KEY SHARE)
  INSERT INTO catalog.certificate (id, product_id, market_code, scheme, number, valid_from, valid_until)
  SELECT $1, product.id, $3, $4, $5, $6, $7 FROM product RETURNING id`;

const UPDATE = `
  UPDATE catalog.certificate SET number = $3, valid_from = $4, valid_until = $5, version = version + 1
  WHERE id = $1 AND version = $2 RETURNING version`;

const DELETE = 'DELETE FROM catalog.certificate WHERE id = $1 AND version = $2 RETURNING id';

const REQUIRED = `
  SELECT scheme FROM catalog.required_certificate WHERE market_code = $1 AND category = $2 ORDER BY scheme`;

const ALL_REQUIRED = `
  SELECT market_code AS "marketCode", category, array_agg(scheme ORDER BY scheme) AS schemes
  FROM catalog.required_certificate
  WHERE market_code = ANY ($1) AND ($2::text IS NULL OR market_code = $2)
  GROUP BY market_code, category ORDER BY market_code, category`;

const MARKET_ID = '(SELECT m.id FROM market.market_detail_v m WHERE m.code = $1) AS "marketId"';

const REQUIRE = `
  INSERT INTO catalog.required_certificate (market_code, category, scheme)
  SELECT $1, $2, scheme FROM unnest($3::text[]) AS scheme ORDER BY scheme
  ON CONFLICT DO NOTHING RETURNING id, scheme, ${MARKET_ID}`;

const WAIVE = `
  DELETE FROM catalog.required_certificate
  WHERE market_code = $1 AND category = $2 AND scheme = ANY ($3::text[])
  RETURNING id, scheme, ${MARKET_ID}`;
