import { Injectable, type OnModuleInit } from '@nestjs/common';
import { LetterRegistry } from '../platform/letter/index.js';
import { HAS_ACCOUNT } from './has-account.letter.js';
import { INVITATION } from './invitation.letter.js';
import { MICROSOFT_LINKED } from './microsoft-linked.letter.js';
import { NO_ACCOUNT } from './no-account.letter.js';
import { PASSWORD_CHANGED } from './password-changed.letter.js';
import { RESET_PASSWORD } from './reset-password.letter.js';
import { VERIFY_EMAIL } from './verify-email.letter.js';

/** The letters that identity writes. */
@Injectable()
export class IdentityLetters implements OnModuleInit {
  constructor(private readonly letters: LetterRegistry) {}

  onModuleInit(): void {
    this.letters.register(VERIFY_EMAIL);
    this.letters.register(HAS_ACCOUNT);
    this.letters.register(RESET_PASSWORD);
    this.letters.register(NO_ACCOUNT);
    this.letters.register(PASSWORD_CHANGED);
    this.letters.register(MICROSOFT_LINKED);
    this.letters.register(INVITATION);
  }
}
