import { Injectable } from '@nestjs/common';
import { newId, ProblemError } from '../kernel/index.js';
import {
  requireMembership,
  type ApiKeyScope,
  type RequestContext,
} from '../platform/access/index.js';
import { recordChange } from '../platform/audit/index.js';
import { UnitOfWork, type Tx } from '../platform/database/index.js';
import { onceByKey } from '../platform/idempotency/index.js';
import { requireSignedIn } from './account.js';
import { ApiKeyRepository } from './api-key.repository.js';
import { API_KEYS_LIVE_MAX, checkApiKey, tooManyKeys } from './api-key.rules.js';
import type { ApiKey } from './api-key.type.js';
import { viewOfKey } from './api-key.view.js';
import { MemberChanges } from './member-changes.js';
import { makeApiKey, type ApiKeySecret } from './secret.js';

export interface CreateApiKeyInput {
  idempotencyKey: string;
  name: string;
  scopes: ApiKeyScope[];
  expiresAt: Date;
}

export interface CreatedApiKey {
  apiKey: ApiKey;
  secret: string | null;
  replayed: boolean;
}

/** The secret leaves this class once, in the answer: nothing keeps it, so a replay cannot show it again. */
@Injectable()
export class CreateApiKey {
  constructor(
    private readonly work: UnitOfWork,
    private readonly keys: ApiKeyRepository,
    private readonly members: MemberChanges,
  ) {}

  async run(ctx: RequestContext, input: CreateApiKeyInput): Promise<CreatedApiKey> {
    const { resellerId } = requireMembership(ctx);
    const scopes = [...new Set(input.scopes)].sort();
    const wish = { name: input.name.trim(), scopes, expiresAt: input.expiresAt };
    const secret = makeApiKey();
    return this.work.run(
      ctx,
      async (tx) => {
        const { result } = await onceByKey(
          tx,
          {
            owner: `reseller:${resellerId}`,
            operation: 'apiKeyCreate',
            key: input.idempotencyKey,
            input: wish,
          },
          async () => ({ apiKeyId: await this.insert(ctx, tx, wish, secret) }),
        );
        const row = await this.keys.find(tx, resellerId, result.apiKeyId);
        if (row === undefined) throw new Error(`API key ${result.apiKeyId} is gone`);
        // Ours also when a first try was committed unnoticed and this one finds it.
        const ours = row.publicId === secret.publicId;
        return { apiKey: viewOfKey(row), secret: ours ? secret.text : null, replayed: !ours };
      },
      { keyed: true },
    );
  }

  private async insert(
    ctx: RequestContext,
    tx: Tx,
    wish: Omit<CreateApiKeyInput, 'idempotencyKey'>,
    secret: ApiKeySecret,
  ): Promise<string> {
    const { userId } = requireSignedIn(ctx);
    const { resellerId, membershipId } = requireMembership(ctx);
    const problems = checkApiKey(wish, tx.now);
    if (problems.length > 0) throw new ProblemError(problems);
    await this.members.requireAdministrator(ctx, tx);
    if ((await this.keys.countLive(tx, resellerId)) >= API_KEYS_LIVE_MAX) {
      throw new ProblemError(tooManyKeys());
    }
    const id = newId();
    await this.keys.insert(tx, {
      ...wish,
      id,
      publicId: secret.publicId,
      hash: secret.hash,
      resellerId,
      membershipId,
      createdById: userId,
    });
    await recordChange(ctx, tx, {
      entity: 'API_KEY',
      entityId: id,
      operation: 'CREATE',
      to: 'ACTIVE',
      new: {
        name: wish.name,
        prefix: `cpp_live_${secret.publicId}`,
        scopes: wish.scopes,
        expiresAt: wish.expiresAt.toISOString(),
      },
      partyIds: [resellerId],
    });
    return id;
  }
}
