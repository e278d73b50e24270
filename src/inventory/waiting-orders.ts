import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { RequestContext } from '../platform/access/index.js';
import type { Tx } from '../platform/database/index.js';
import {
  BACKORDER_FILLER,
  type BackorderFiller,
  type LevelCount,
  type PlannedLevel,
  type StockPlace,
} from './backorder-filler.port.js';

/** Inventory's side of the port: asks whoever has registered, and nobody when nobody has. */
@Injectable()
export class WaitingOrders implements BackorderFiller, OnModuleInit {
  private filler: BackorderFiller | undefined;

  constructor(private readonly modules: ModuleRef) {}

  onModuleInit(): void {
    this.filler = registered(this.modules);
  }

  async lockOrders(
    ctx: RequestContext,
    tx: Tx,
    levels: readonly PlannedLevel[],
  ): Promise<readonly StockPlace[]> {
    return (await this.filler?.lockOrders(ctx, tx, levels)) ?? levels;
  }

  async fill(ctx: RequestContext, tx: Tx, places: readonly StockPlace[]): Promise<void> {
    await this.filler?.fill(ctx, tx, places);
  }

  async reclaim(
    ctx: RequestContext,
    tx: Tx,
    place: StockPlace & { quantity: number },
  ): Promise<void> {
    await this.filler?.reclaim(ctx, tx, place);
  }

  async lower(
    ctx: RequestContext,
    tx: Tx,
    counts: readonly LevelCount[],
  ): Promise<readonly StockPlace[]> {
    return (await this.filler?.lower(ctx, tx, counts)) ?? counts;
  }

  async promise(ctx: RequestContext, tx: Tx, variantIds: readonly string[]): Promise<void> {
    await this.filler?.promise(ctx, tx, variantIds);
  }
}

/** Nest throws for a token that no module provides, and has no other way to ask. */
function registered(modules: ModuleRef): BackorderFiller | undefined {
  try {
    return modules.get<BackorderFiller>(BACKORDER_FILLER, { strict: false });
  } catch {
    return undefined;
  }
}
