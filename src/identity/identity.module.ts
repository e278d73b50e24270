import { Module } from '@nestjs/common';
import { CALLER_LOOKUP } from '../platform/access/index.js';
import { AccessTokens } from './access-tokens.js';
import { ApiKeyRepository } from './api-key.repository.js';
import { ApiKeyResolver } from './api-key.resolver.js';
import { ApiKeyService } from './api-key.service.js';
import { CallerRepository } from './caller.repository.js';
import { ChangePassword } from './change-password.js';
import { CreateApiKey } from './create-api-key.js';
import { IdentityCallerLookup } from './identity-caller.lookup.js';
import { PeopleModule } from './people.module.js';
import { RefreshSession } from './refresh-session.js';
import { RevokeApiKey } from './revoke-api-key.js';
import { SessionOpener } from './session-opener.js';
import { SessionRepository } from './session.repository.js';
import { SessionResolver } from './session.resolver.js';
import { SignInLimitRepository } from './sign-in-limit.repository.js';
import { SignIn } from './sign-in.js';
import { SignOut } from './sign-out.js';
import { SwitchReseller } from './switch-reseller.js';
import { ViewerResolver } from './viewer.resolver.js';
import { ViewerService } from './viewer.service.js';

@Module({
  imports: [PeopleModule],
  providers: [
    AccessTokens,
    ApiKeyRepository,
    ApiKeyResolver,
    ApiKeyService,
    CallerRepository,
    ChangePassword,
    CreateApiKey,
    IdentityCallerLookup,
    { provide: CALLER_LOOKUP, useExisting: IdentityCallerLookup },
    RefreshSession,
    RevokeApiKey,
    SessionOpener,
    SessionRepository,
    SessionResolver,
    SignIn,
    SignInLimitRepository,
    SignOut,
    SwitchReseller,
    ViewerResolver,
    ViewerService,
  ],
  exports: [CALLER_LOOKUP, PeopleModule],
})
export class IdentityModule {}
