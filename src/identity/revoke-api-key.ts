import { Injectable } from '@nestjs/common';
import { isId, ProblemError } from '../kernel/index.js';
import { requireMembership, type RequestContext } from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { ApiKeyRepository } from './api-key.repository.js';
import type { ApiKey } from './api-key.type.js';
import { viewOfKey } from './api-key.view.js';

/** The key stops with the commit: every request reads its row. */
@Injectable()
export class RevokeApiKey {
  constructor(
    private readonly work: UnitOfWork,
    private readonly keys: ApiKeyRepository,
  ) {}

  async run(ctx: RequestContext, input: { id: string }): Promise<ApiKey> {
    const { resellerId } = requireMembership(ctx);
    if (!isId(input.id)) throw notFound();
    return this.work.run(
      ctx,
      async (tx) => {
        const revoked = await this.keys.revoke(tx, resellerId, input.id);
        const row = await this.keys.find(tx, resellerId, input.id);
        if (row === undefined) throw notFound();
        if (revoked) {
          await recordChange(ctx, tx, {
            entity: 'API_KEY',
            entityId: row.id,
            operation: 'REVOKE',
            from: 'ACTIVE',
            to: 'REVOKED',
            partyIds: [resellerId],
          });
        }
        return viewOfKey(row);
      },
      // Revoking twice changes nothing, so an unknown outcome is simply tried again.
      { keyed: true },
    );
  }
}

function notFound(): ProblemError {
  return new ProblemError({
    code: 'NOT_FOUND',
    message: 'Your reseller has no API key with this id.',
    path: ['input', 'id'],
  });
}
