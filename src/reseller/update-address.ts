import { Injectable } from '@nestjs/common';
import { COUNTRY_CODES } from '../market/index.js';
import type { RequestContext } from '../platform/access/index.js';
import { outcomeOf, UnitOfWork, type Outcome, type Tx } from '../platform/database/index.js';
import { AddressChanges } from './address-changes.js';
import type { AddressUpdateInput } from './address.input.js';
import { AddressRepository } from './address.repository.js';
import { ADDRESS_FIELDS, changedAddress, checkAddress, givenIn } from './address.rules.js';
import type { AddressEntity } from './reseller.entity.js';
import type { Address } from './reseller.type.js';

/** Orders keep a copy of the address as it was, so that no order changes with it. */
@Injectable()
export class UpdateAddress {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly addresses: AddressRepository,
    private readonly changes: AddressChanges,
  ) {}

  run(ctx: RequestContext, input: AddressUpdateInput): Promise<Outcome<Address>> {
    const problems = checkAddress(input, (code) => COUNTRY_CODES.has(code), givenIn(input));
    if (problems.length > 0) return Promise.resolve({ value: null, problems });
    return outcomeOf(this.unitOfWork.run(ctx, (tx) => this.change(ctx, tx, input)));
  }

  private async change(
    ctx: RequestContext,
    tx: Tx,
    input: AddressUpdateInput,
  ): Promise<AddressEntity> {
    const before = await this.changes.require(ctx, tx, { ...input, operation: 'UPDATE' });
    const after = changedAddress(before, input);
    const changed = ADDRESS_FIELDS.filter((field) => after[field] !== before[field]);
    if (changed.length === 0) return before;
    const done = await this.addresses.update(tx, before, after);
    const written = await this.changes.written(ctx, tx, { id: before.id, done });
    const valuesOf = (address: typeof after) =>
      Object.fromEntries(changed.map((field) => [field, address[field]]));
    await this.changes.record(ctx, tx, {
      entityId: before.id,
      operation: 'UPDATE',
      version: written.version,
      old: valuesOf(before),
      new: valuesOf(after),
    });
    return written;
  }
}
