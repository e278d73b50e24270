import { Injectable } from '@nestjs/common';
import type { PagePlan } from '../kernel/index.js';
import { registerConstraint, type Tx } from '../platform/database/index.js';
import { taken } from './catalog-write.problems.js';
import type { AvailabilityContent, TechnologyContent } from './technology.rules.js';
import type { Technology, TechnologyAvailability, TechnologyStatus } from './technology.type.js';

registerConstraint(
  'technology_pkey',
  taken('There is a technology with this code already.', ['input', 'code']),
);

export interface AvailabilitySelection {
  /** The markets that the caller may know of. */
  markets: readonly string[];
  marketCode: string | null;
  productHandle: string | null;
  status: TechnologyStatus | null;
}

/** What a statement on availability is about. */
export interface AvailabilityPlace {
  productId: string;
  marketCode: string;
  technologyCode: string;
}

/** What a place names, and what is said there; nulls where there is nothing. */
export interface AvailabilityFacts {
  productHandle: string | null;
  technologyName: string | null;
  stored: { status: TechnologyStatus; note: string | null; source: string | null } | null;
}

@Injectable()
export class TechnologyRepository {
  list(tx: Tx): Promise<Technology[]> {
    return tx.query<Technology>(`${TECHNOLOGIES} ORDER BY code`);
  }

  async find(tx: Tx, code: string): Promise<Technology | null> {
    const [row] = await tx.query<Technology>(`${TECHNOLOGIES} WHERE code = $1`, [code]);
    return row ?? null;
  }

  async create(tx: Tx, technology: Technology): Promise<void> {
    const { id, code, name, description, source } = technology;
    await tx.query(
      'INSERT INTO catalog.technology (id, code, name, description, source) VALUES ($1, $2, $3, $4, $5)',
      [id, code, name, description, source],
    );
  }

  /** The new version; undefined when the technology is not of the expected one any more. */
  async update(
    tx: Tx,
    { id, version }: Technology,
    to: TechnologyContent,
  ): Promise<number | undefined> {
    const [row] = await tx.query<{ version: number }>(
      `UPDATE catalog.technology SET name = $3, description = $4, source = $5, version = version + 1
       WHERE id = $1 AND version = $2 RETURNING version`,
      [id, version, to.name, to.description, to.source],
    );
    return row?.version;
  }

  /** Keeps the product from being deleted, and what is said of the place from being changed, until the end. */
  async facts(tx: Tx, place: AvailabilityPlace): Promise<AvailabilityFacts> {
    const values = [place.productId, place.marketCode, place.technologyCode];
    await tx.query('SELECT FROM catalog.product WHERE id = $1 FOR KEY SHARE', [place.productId]);
    await tx.query(LOCK, values);
    const [row] = await tx.query<AvailabilityFacts>(FACTS, values);
    return row ?? { productHandle: null, technologyName: null, stored: null };
  }

  async put(tx: Tx, place: AvailabilityPlace, to: AvailabilityContent): Promise<void> {
    const values = [place.productId, place.marketCode, place.technologyCode];
    await tx.query(PUT, [...values, to.status, to.note, to.source]);
  }

  async remove(tx: Tx, place: AvailabilityPlace): Promise<void> {
    await tx.query(REMOVE, [place.productId, place.marketCode, place.technologyCode]);
  }

  /** For each of the technologies one row more than its page holds, when there is one. */
  availability(
    tx: Tx,
    codes: readonly string[],
    selection: AvailabilitySelection,
    plan: PagePlan,
  ): Promise<TechnologyAvailability[]> {
    const [handle = null, market = null] = plan.cursor ?? [];
    const values = [codes, ...selected(selection), handle, market, plan.fetch];
    return tx.query(plan.direction === 'forward' ? page('>', 'ASC') : page('<', 'DESC'), values);
  }

  countAvailability(
    tx: Tx,
    codes: readonly string[],
    selection: AvailabilitySelection,
  ): Promise<{ code: string; count: number }[]> {
    return tx.query(COUNT, [codes, ...selected(selection)]);
  }
}

function selected({ markets, marketCode, productHandle, status }: AvailabilitySelection) {
  return [markets, marketCode, productHandle, status];
}

const TECHNOLOGIES = 'SELECT id, code, name, description, source, version FROM catalog.technology';

/** A place of which nothing is said yet has no row to lock: two who speak first wait here for each other. */
const LOCK = `
  SELECT pg_advisory_xact_lock(hashtextextended($1::uuid || '/' || $2::text || '/' || $3::text, 720141000))`;

const FACTS = `
  SELECT (SELECT handle FROM catalog.product WHERE id = $1) AS "productHandle",
    (SELECT name FROM catalog.technology WHERE code = $3) AS "technologyName",
    (SELECT json_build_object('status', a.status, 'note', a.note, 'source', a.source)
      FROM catalog.technology_availability a
      WHERE a.product_id = $1 AND a.market_code = $2 AND a.technology_code = $3) AS stored`;

const PUT = `
  INSERT INTO catalog.technology_availability (product_id, market_code, technology_code, status, note, source)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (product_id, market_code, technology_code)
  DO UPDATE SET status = excluded.status, note = excluded.note, source = excluded.source`;

const REMOVE = `
  DELETE FROM catalog.technology_availability WHERE product_id = $1 AND market_code = $2 AND technology_code = $3`;

const SELECTED = `
  FROM catalog.technology_availability a JOIN catalog.product p ON p.id = a.product_id
  WHERE a.technology_code = t.code AND a.market_code = ANY ($2) AND ($3::text IS NULL OR a.market_code = $3)
    AND ($4::text IS NULL OR p.handle = $4) AND ($5::text IS NULL OR a.status = $5)`;

const COUNT = `
  SELECT t.code, n.count FROM unnest($1::text[]) AS t (code)
  CROSS JOIN LATERAL (SELECT count(*)::integer AS count ${SELECTED}) n`;

function page(beyond: '<' | '>', by: 'ASC' | 'DESC'): string {
  return `
    SELECT t.code, t.name, f.* FROM catalog.technology t
    CROSS JOIN LATERAL (
      SELECT p.handle AS "productHandle", a.market_code AS "marketCode", a.status, a.note, a.source ${SELECTED}
        AND ($6::text IS NULL OR (p.handle, a.market_code) ${beyond} ($6, $7::text))
      ORDER BY p.handle ${by}, a.market_code ${by} LIMIT $8
    ) f
    WHERE t.code = ANY ($1::text[]) ORDER BY t.code, f."productHandle" ${by}, f."marketCode" ${by}`;
}
