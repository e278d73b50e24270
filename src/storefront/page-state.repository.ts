import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { poolOf } from '../platform/database/index.js';

/** What is known of a market; the terms are read again when its revision is another one, or their time is over. */
export interface KnownState {
  market: string;
  revision: string | null;
  until: Date | null;
}

export interface PageStateRow {
  market: string;
  now: Date;
  revision: string;
  stockRevision: string;
  piecesRevision: string;
  /** Null: nothing else than what is known. */
  terms: PageTermsRow | null;
}

export interface PageTermsRow {
  until: string;
  /** The resellers who have price lists of their own. */
  resellerIds: string[];
  /** Whether all stock is watched that decides what a page shows. */
  stockIsWatched: boolean;
}

/** How pages stand: one statement without a transaction, for it must begin when it is asked. It shows nothing that is anybody's own. */
@Injectable()
export class PageStateRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async read(known: readonly KnownState[]): Promise<PageStateRow[]> {
    const { rows } = await poolOf(this.dataSource).query<PageStateRow>({
      name: 'storefront-page-states',
      text: STATES,
      values: [
        known.map(({ market }) => market),
        known.map(({ revision }) => revision),
        known.map(({ until }) => until),
      ],
    });
    return rows;
  }
}

/*
 * Days begin at a quarter of an hour, wherever: so what depends on the day needs no look at calendars. The revision and
 * the terms are of one snapshot.
 */
const STATES = `
  SELECT a.market, now() AS now, s.revision, coalesce(k.revision, 0)::text AS "stockRevision",
    (SELECT p.revision::text FROM inventory.shown_pieces_v p) AS "piecesRevision", t.terms
  FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS a (market, revision, until)
  JOIN market.shown_v s ON s.code = a.market
  LEFT JOIN inventory.shown_stock_v k ON k.market_code = a.market
  LEFT JOIN LATERAL (
    SELECT json_build_object(
      'until', least(t.until, date_bin('15 minutes', now(), 'epoch') + interval '15 minutes'),
      'resellerIds', t.reseller_ids,
      'stockIsWatched', NOT EXISTS (SELECT FROM catalog.large_minimum_v l WHERE l.market_code = a.market)
    ) AS terms
    FROM pricing.shown_terms(a.market) t
    WHERE a.revision IS DISTINCT FROM s.revision OR a.until <= now()
  ) t ON true`;
