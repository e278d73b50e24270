import { Injectable } from '@nestjs/common';
import { assert, isId, ProblemError } from '../kernel/index.js';
import { requireMembership, type RequestContext } from '../platform/access/index.js';
import { recordChange, type AuditedChange } from '../platform/audit/index.js';
import type { Tx } from '../platform/database/index.js';
import { archivedAddress, noSuchAddress, staleAddress } from './address.problems.js';
import { AddressRepository } from './address.repository.js';
import type { AddressEntity } from './reseller.entity.js';

/** What the changes of an address share. */
@Injectable()
export class AddressChanges {
  constructor(private readonly addresses: AddressRepository) {}

  /** The address as the caller has read it, and in use; thrown when it is not. */
  async require(
    ctx: RequestContext,
    tx: Tx,
    edit: { id: string; expectedVersion: number; operation: string },
  ): Promise<AddressEntity> {
    const { resellerId } = requireMembership(ctx);
    const address = isId(edit.id) ? await this.addresses.find(tx, resellerId, edit.id) : null;
    if (!address) throw new ProblemError(noSuchAddress());
    if (address.version !== edit.expectedVersion) {
      throw new ProblemError(staleAddress(address.version));
    }
    if (address.state === 'ARCHIVED') throw new ProblemError(archivedAddress(edit.operation));
    return address;
  }

  /** The address after a write; thrown when somebody else came first. */
  async written(
    ctx: RequestContext,
    tx: Tx,
    { id, done }: { id: string; done: boolean },
  ): Promise<AddressEntity> {
    const { resellerId } = requireMembership(ctx);
    const address = await this.addresses.find(tx, resellerId, id);
    assert(address, 'an address is never deleted');
    if (!done) throw new ProblemError(staleAddress(address.version));
    return address;
  }

  record(
    ctx: RequestContext,
    tx: Tx,
    change: Pick<AuditedChange, 'entityId' | 'operation'> & Partial<AuditedChange>,
  ): Promise<void> {
    const { resellerId } = requireMembership(ctx);
    return recordChange(ctx, tx, {
      entity: 'ADDRESS',
      partyIds: [resellerId],
      parentId: resellerId,
      ...change,
    });
  }
}
