import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../platform/access/index.js';
import { UnitOfWork } from '../platform/database/index.js';
import { requireSignedIn } from './account.js';
import { MicrosoftRepository, type MicrosoftAccountRow } from './microsoft.repository.js';

@Injectable()
export class MicrosoftService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly accounts: MicrosoftRepository,
  ) {}

  async accountOf(ctx: RequestContext): Promise<MicrosoftAccountRow | null> {
    const { userId } = requireSignedIn(ctx);
    return (await this.work.readOne(ctx, (one) => this.accounts.accountOf(one, userId))) ?? null;
  }
}
