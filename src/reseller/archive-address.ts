import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/access/index.js';
import { outcomeOf, UnitOfWork, type Outcome } from '../platform/database/index.js';
import { AddressChanges } from './address-changes.js';
import type { AddressArchiveInput } from './address.input.js';
import { AddressRepository } from './address.repository.js';
import type { Address } from './reseller.type.js';

/** What was ordered is still shipped there; new orders are not. */
@Injectable()
export class ArchiveAddress {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly addresses: AddressRepository,
    private readonly changes: AddressChanges,
  ) {}

  run(ctx: RequestContext, input: AddressArchiveInput): Promise<Outcome<Address>> {
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const before = await this.changes.require(ctx, tx, { ...input, operation: 'ARCHIVE' });
        const done = await this.addresses.archive(tx, before);
        const after = await this.changes.written(ctx, tx, { id: before.id, done });
        await this.changes.record(ctx, tx, {
          entityId: before.id,
          operation: 'ARCHIVE',
          from: 'ACTIVE',
          to: 'ARCHIVED',
          version: after.version,
        });
        return after;
      }),
    );
  }
}
