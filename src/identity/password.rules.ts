import { isStorableText, type Problem } from '../kernel/index.js';

export const PASSWORD_LENGTH_MIN = 12;
export const PASSWORD_LENGTH_MAX = 128;
const DISTINCT_MIN = 5;
/** A shorter name before the @ occurs in good passwords by chance. */
const NAME_LENGTH_MIN = 4;

/** The same characters typed on another system may be other code points: compare and hash one form. */
export function normalizePassword(password: string): string {
  return password.normalize('NFKC');
}

/** Length is what makes a password strong; the other rules refuse what guessers try first. */
export function checkNewPassword(
  password: string,
  owner: { email: string; current?: string },
  path: string[],
): Problem<'REQUIRED' | 'INVALID_VALUE'>[] {
  if (password === '') return [{ code: 'REQUIRED', message: 'Give a new password.', path }];
  if (!isStorableText(password)) {
    return [refusal(path, 'CHARACTERS', 'The password contains characters that cannot be used.')];
  }
  const text = normalizePassword(password);
  const length = [...text].length;
  if (length < PASSWORD_LENGTH_MIN || length > PASSWORD_LENGTH_MAX) {
    const message = `A password has ${PASSWORD_LENGTH_MIN} to ${PASSWORD_LENGTH_MAX} characters.`;
    return [
      {
        ...refusal(path, 'LENGTH', message),
        facts: { rule: 'LENGTH', min: PASSWORD_LENGTH_MIN, max: PASSWORD_LENGTH_MAX },
      },
    ];
  }
  const problems: Problem<'INVALID_VALUE'>[] = [];
  if (new Set(text).size < DISTINCT_MIN) {
    problems.push(
      refusal(path, 'REPETITION', `Use at least ${DISTINCT_MIN} different characters.`),
    );
  }
  if (holdsEmail(text.toLowerCase(), owner.email.trim().toLowerCase())) {
    problems.push(
      refusal(path, 'EMAIL', 'The password must not contain the e-mail address or its name.'),
    );
  }
  if (owner.current !== undefined && normalizePassword(owner.current) === text) {
    problems.push(refusal(path, 'SAME', 'The new password is the current one. Choose another.'));
  }
  return problems;
}

function holdsEmail(password: string, email: string): boolean {
  const name = email.split('@')[0] ?? '';
  return name.length >= NAME_LENGTH_MIN ? password.includes(name) : password.includes(email);
}

function refusal(path: string[], rule: string, message: string): Problem<'INVALID_VALUE'> {
  return { code: 'INVALID_VALUE', message, path, facts: { rule } };
}
