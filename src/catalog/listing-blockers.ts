import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { LISTING_BLOCKER, type FoundBlocker, type ListingBlocker } from './listing-blocker.port.js';

/** The catalog's side of the port: asks whoever has registered. */
@Injectable()
export class ListingBlockers implements OnModuleInit {
  private registered: readonly ListingBlocker[] = [];

  constructor(
    private readonly modules: ModuleRef,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  onModuleInit(): void {
    this.registered = registered(this.modules);
  }

  /** What stands against each of the listings, what blocks it first; all are read in one snapshot. */
  async of(
    ctx: RequestContext,
    listingIds: readonly string[],
  ): Promise<ReadonlyMap<string, FoundBlocker[]>> {
    const found = await this.unitOfWork.read(ctx, async (tx) => {
      const all: FoundBlocker[] = [];
      for (const module of this.registered) {
        all.push(...(await module.blockersOf(ctx, tx, listingIds)));
      }
      return all;
    });
    const sorted = found.sort((a, b) => rank(a) - rank(b) || order(a.code, b.code));
    return new Map(
      listingIds.map((id) => [id, sorted.filter(({ listingId }) => listingId === id)]),
    );
  }
}

function rank({ blocks }: FoundBlocker): number {
  return blocks ? 0 : 1;
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Nest throws for a token that no module provides, and has no other way to ask. */
function registered(modules: ModuleRef): ListingBlocker[] {
  try {
    return modules.get<ListingBlocker>(LISTING_BLOCKER, { strict: false, each: true });
  } catch {
    return [];
  }
}
