import { Injectable } from '@nestjs/common';
import { requireMembership, type RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { ApiKeyRepository } from './api-key.repository.js';
import type { ApiKey } from './api-key.type.js';
import { viewOfKey } from './api-key.view.js';

const LISTED_MAX = 200;

@Injectable()
export class ApiKeyService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly keys: ApiKeyRepository,
  ) {}

  /** The keys that can be used come first, and are always all there: there may be 50 of them. */
  async list(ctx: RequestContext): Promise<ApiKey[]> {
    const { resellerId } = requireMembership(ctx);
    const rows = await this.work.read(ctx, (tx) => this.keys.list(tx, resellerId, LISTED_MAX));
    return rows.map(viewOfKey);
  }
}
