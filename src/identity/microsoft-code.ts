import type { Config } from '../platform/config/index.js';
import type { Tx } from '../platform/database/index.js';
import { ApiError } from '../platform/error/index.js';
import { challengeOf } from './microsoft-flow.js';
import type { MicrosoftRepository } from './microsoft.repository.js';
import { isVerifier, type MicrosoftPerson } from './microsoft.rules.js';
import { hashOfMicrosoftCode } from './secret.js';

export interface MicrosoftCodeInput {
  code: string;
  verifier: string;
}

/** Takes away what the code stands for; undefined when it stands for nothing, or another page began. */
export async function useCode(
  accounts: MicrosoftRepository,
  tx: Tx,
  { code, verifier }: MicrosoftCodeInput,
): Promise<MicrosoftPerson | undefined> {
  const hash = hashOfMicrosoftCode(code);
  if (hash === undefined || !isVerifier(verifier)) return undefined;
  return accounts.useProof(tx, hash, challengeOf(verifier));
}

export function requireMicrosoft(config: Config): void {
  if (config.microsoft.signIn !== undefined) return;
  throw new ApiError('NOT_FOUND', 'Sign-in with Microsoft is not set up on this server.');
}
