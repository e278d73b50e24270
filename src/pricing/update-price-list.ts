import { Injectable } from '@nestjs/common';
import { ProblemError, type Facts } from '../kernel/index.js';
import type { RequestContext } from '../platform/access/index.js';
import type { Outcome, Tx } from '../platform/database/index.js';
import { PriceListChanges, type ListChange } from './price-list-changes.js';
import type { PriceListUpdateInput } from './price-list.input.js';
import { PriceListRepository } from './price-list.repository.js';
import { checkChanges, type ListChanges } from './price-list.rules.js';
import type { PriceList } from './price-list.type.js';

const FIELDS = ['name', 'priority', 'validFrom', 'validUntil'] as const;

@Injectable()
export class UpdatePriceList {
  constructor(
    private readonly changes: PriceListChanges,
    private readonly lists: PriceListRepository,
  ) {}

  run(ctx: RequestContext, input: PriceListUpdateInput): Promise<Outcome<PriceList>> {
    return this.changes.run(ctx, input, (tx, list) => {
      const { name, priority, validFrom, validUntil } = input;
      const asked = { name: name?.trim() ?? name, priority, validFrom, validUntil };
      const problems = checkChanges(list, asked, tx.now);
      if (problems.length > 0) throw new ProblemError(problems);
      return this.apply(ctx, tx, list, {
        changes: asked,
        operation: 'UPDATE',
        emit: 'price_list.updated',
      });
    });
  }

  /** Writes what differs; where nothing does, the list stays as it is, and no record says otherwise. */
  async apply(
    ctx: RequestContext,
    tx: Tx,
    list: PriceList,
    asked: { changes: ListChanges } & Pick<ListChange, 'operation' | 'emit'>,
  ): Promise<PriceList> {
    const changed = await this.write(ctx, tx, list, asked);
    if (changed !== list) await this.lists.raiseRevisions(tx, [list.marketCode]);
    return changed;
  }

  /** The same for whoever writes more, and raises the revision when all is written. */
  async write(
    ctx: RequestContext,
    tx: Tx,
    list: PriceList,
    { changes, operation, emit }: { changes: ListChanges } & Pick<ListChange, 'operation' | 'emit'>,
  ): Promise<PriceList> {
    const fields = FIELDS.filter(
      (field) => changes[field] !== undefined && factOf(changes[field]) !== factOf(list[field]),
    );
    if (fields.length === 0) return list;
    const version = await this.lists.update(
      tx,
      list,
      Object.fromEntries(fields.map((field) => [field, changes[field]])),
    );
    if (version === undefined) return this.changes.refuseStale(tx, list);
    await this.changes.record(ctx, tx, list, {
      operation,
      version,
      old: pick(list, fields),
      new: pick(changes, fields),
      emit,
    });
    return this.changes.require(ctx, tx, list.code);
  }
}

type Field = (typeof FIELDS)[number];

function pick(from: Partial<Record<Field, unknown>>, fields: readonly Field[]): Facts {
  return Object.fromEntries(fields.map((field) => [field, factOf(from[field])]));
}

function factOf(value: unknown): string | number | null {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
