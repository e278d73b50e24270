import { Test, type TestingModule } from '@nestjs/testing';
import type { RequestContext } from '../../src/platform/access/index.js';
import { PlatformConfigModule, type Config } from '../../src/platform/config/index.js';
import { PlatformDatabaseModule, UnitOfWork } from '../../src/platform/database/index.js';
import { createLogger, PlatformObserveModule } from '../../src/platform/observe/index.js';
import { newId } from '../../src/kernel/index.js';

/** A unit of work on a real connection pool, without the rest of the product. */
export async function openUnitOfWork(
  config: Config,
): Promise<{ units: UnitOfWork; close(): Promise<void> }> {
  const module: TestingModule = await Test.createTestingModule({
    imports: [
      PlatformConfigModule.forRoot(config),
      PlatformObserveModule.forRoot(createLogger(config.logLevel)),
      PlatformDatabaseModule,
    ],
  }).compile();
  module.useLogger(false);
  return { units: module.get(UnitOfWork), close: () => module.close() };
}

/** Someone of this reseller, with the least rights. */
export function buyerOf(resellerId: string): RequestContext {
  return {
    requestId: newId(),
    ip: null,
    userAgent: null,
    caller: {
      kind: 'API_KEY',
      keyId: newId(),
      userId: newId(),
      scopes: [],
      membership: {
        membershipId: newId(),
        resellerId,
        role: 'BUYER',
        resellerState: 'ACTIVE',
        resellerType: 'DEALER',
        resellerTier: 'AUTHORISED',
      },
    },
  };
}

export function anonymous(): RequestContext {
  return { requestId: newId(), ip: null, userAgent: null, caller: { kind: 'ANONYMOUS' } };
}
