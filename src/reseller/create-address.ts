import { Injectable } from '@nestjs/common';
import { newId, ProblemError } from '../kernel/index.js';
import { COUNTRY_CODES } from '../market/index.js';
import { requireMembership, type RequestContext } from '../platform/access/index.js';
import { outcomeOf, UnitOfWork, type Outcome } from '../platform/database/index.js';
import { AddressChanges } from './address-changes.js';
import type { AddressCreateInput } from './address.input.js';
import { ADDRESSES_MAX, tooManyAddresses } from './address.problems.js';
import { AddressRepository } from './address.repository.js';
import { BLANK_ADDRESS, changedAddress, checkAddress } from './address.rules.js';
import type { Address } from './reseller.type.js';

@Injectable()
export class CreateAddress {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly addresses: AddressRepository,
    private readonly changes: AddressChanges,
  ) {}

  run(ctx: RequestContext, input: AddressCreateInput): Promise<Outcome<Address>> {
    const { resellerId } = requireMembership(ctx);
    const problems = checkAddress(input, (code) => COUNTRY_CODES.has(code));
    if (problems.length > 0) return Promise.resolve({ value: null, problems });
    const id = newId();
    const content = changedAddress(BLANK_ADDRESS, input);
    return outcomeOf(
      this.unitOfWork.run(ctx, async (tx) => {
        const place = { id, resellerId, max: ADDRESSES_MAX };
        if (!(await this.addresses.insert(tx, place, content))) {
          throw new ProblemError(tooManyAddresses());
        }
        await this.changes.record(ctx, tx, {
          entityId: id,
          operation: 'CREATE',
          to: 'ACTIVE',
          version: 1,
          new: { ...content },
        });
        return this.changes.written(ctx, tx, { id, done: true });
      }),
    );
  }
}
