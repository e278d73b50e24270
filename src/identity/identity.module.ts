import { Module } from '@nestjs/common';
import { CALLER_LOOKUP } from '../platform/access/index.js';
import { AcceptInvitation } from './accept-invitation.js';
import { AccessTokens } from './access-tokens.js';
import { AccountLimitRepository } from './account-limit.repository.js';
import { AccountPageController } from './account-page.controller.js';
import { AccountResolver } from './account.resolver.js';
import { ApiKeyRepository } from './api-key.repository.js';
import { ApiKeyResolver } from './api-key.resolver.js';
import { ApiKeyService } from './api-key.service.js';
import { CallerRepository } from './caller.repository.js';
import { ChangePassword } from './change-password.js';
import { CleanUpJob } from './clean-up.job.js';
import { CreateAccount } from './create-account.js';
import { CreateApiKey } from './create-api-key.js';
import { CreateInvitation } from './create-invitation.js';
import { IdentityCallerLookup } from './identity-caller.lookup.js';
import { IdentityLetters } from './identity-letters.js';
import { InvitationRepository } from './invitation.repository.js';
import { InvitationResolver } from './invitation.resolver.js';
import { InvitationService } from './invitation.service.js';
import { MemberChanges } from './member-changes.js';
import { MemberRepository } from './member.repository.js';
import { MemberResolver } from './member.resolver.js';
import { MemberService } from './member.service.js';
import { MicrosoftController } from './microsoft.controller.js';
import { MICROSOFT_PROVIDERS } from './microsoft.providers.js';
import { PeopleModule } from './people.module.js';
import { RefreshSession } from './refresh-session.js';
import { RequestPasswordReset } from './request-password-reset.js';
import { ResetPassword } from './reset-password.js';
import { RevokeApiKey } from './revoke-api-key.js';
import { RevokeMember } from './revoke-member.js';
import { SendEmailVerification } from './send-email-verification.js';
import { SessionCallers } from './session-callers.js';
import { SessionOpener } from './session-opener.js';
import { SessionRepository } from './session.repository.js';
import { SessionResolver } from './session.resolver.js';
import { SetMemberLimits } from './set-member-limits.js';
import { SignInLimitRepository } from './sign-in-limit.repository.js';
import { SignIn } from './sign-in.js';
import { SignOut } from './sign-out.js';
import { SwitchReseller } from './switch-reseller.js';
import { UpdateAccount } from './update-account.js';
import { UpdateMember } from './update-member.js';
import { VerifyEmail } from './verify-email.js';
import { ViewerResolver } from './viewer.resolver.js';
import { ViewerService } from './viewer.service.js';
import { WithdrawInvitation } from './withdraw-invitation.js';

@Module({
  imports: [PeopleModule],
  controllers: [AccountPageController, MicrosoftController],
  providers: [
    AcceptInvitation,
    AccessTokens,
    AccountLimitRepository,
    AccountResolver,
    ApiKeyRepository,
    ApiKeyResolver,
    ApiKeyService,
    CallerRepository,
    ChangePassword,
    CleanUpJob,
    CreateAccount,
    CreateApiKey,
    CreateInvitation,
    IdentityCallerLookup,
    { provide: CALLER_LOOKUP, useExisting: IdentityCallerLookup },
    IdentityLetters,
    InvitationRepository,
    InvitationResolver,
    InvitationService,
    MemberChanges,
    MemberRepository,
    MemberResolver,
    MemberService,
    ...MICROSOFT_PROVIDERS,
    RefreshSession,
    RequestPasswordReset,
    ResetPassword,
    RevokeApiKey,
    RevokeMember,
    SendEmailVerification,
    SessionCallers,
    SessionOpener,
    SessionRepository,
    SessionResolver,
    SetMemberLimits,
    SignIn,
    SignInLimitRepository,
    SignOut,
    SwitchReseller,
    UpdateAccount,
    UpdateMember,
    VerifyEmail,
    ViewerResolver,
    ViewerService,
    WithdrawInvitation,
  ],
  exports: [CALLER_LOOKUP, PeopleModule, SessionCallers],
})
export class IdentityModule {}
