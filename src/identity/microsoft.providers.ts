import { FinishMicrosoftSignIn } from './finish-microsoft-sign-in.js';
import { LinkMicrosoft } from './link-microsoft.js';
import { MicrosoftCookie } from './microsoft-cookie.js';
import { MicrosoftFlow } from './microsoft-flow.js';
import { MicrosoftProvider } from './microsoft-provider.js';
import { MicrosoftRepository } from './microsoft.repository.js';
import { MicrosoftResolver } from './microsoft.resolver.js';
import { MicrosoftService } from './microsoft.service.js';
import { MicrosoftTokens } from './microsoft-tokens.js';
import { OwnPassword } from './own-password.js';
import { UnlinkMicrosoft } from './unlink-microsoft.js';

/** Everything that identity has for Microsoft accounts. While they are turned off it is never asked. */
export const MICROSOFT_PROVIDERS = [
  FinishMicrosoftSignIn,
  LinkMicrosoft,
  MicrosoftCookie,
  MicrosoftFlow,
  MicrosoftProvider,
  MicrosoftRepository,
  MicrosoftResolver,
  MicrosoftService,
  MicrosoftTokens,
  OwnPassword,
  UnlinkMicrosoft,
];
