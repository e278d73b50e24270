import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { RequestContext } from '../platform/access/index.js';
import type { Tx } from '../platform/database/index.js';
import {
  BACKORDER_FILLER,
  type BackorderFiller,
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

  async lockOrders(ctx: RequestContext, tx: Tx, place: StockPlace): Promise<void> {
    await this.filler?.lockOrders(ctx, tx, place);
  }

  async fill(ctx: RequestContext, tx: Tx, place: StockPlace): Promise<void> {
    await this.filler?.fill(ctx, tx, place);
  }

  async reclaim(
    ctx: RequestContext,
    tx: Tx,
    place: StockPlace & { quantity: number },
  ): Promise<void> {
    await this.filler?.reclaim(ctx, tx, place);
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
