/**
 * Makes the secrets that docker-compose.yml asks for and adds them to .env, readable by you alone.
 * It never replaces one: the passwords that are there are the ones the database was made with.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const file = join(dirname(import.meta.dirname), '.env');
const password = () => randomBytes(24).toString('hex');

function signingKeys() {
  const { privateKey } = generateKeyPairSync('ed25519');
  const kid = randomBytes(8).toString('hex');
  const key = { ...privateKey.export({ format: 'jwk' }), kid, alg: 'EdDSA', use: 'sig' };
  return JSON.stringify({ keys: [key] });
}

const secrets = {
  POSTGRES_PASSWORD: password(),
  PORTAL_APP_PASSWORD: password(),
  SIGNING_KEYS: `'${signingKeys()}'`,
};
const linesOf = (names) => names.map((name) => `${name}=${secrets[name]}\n`).join('');

if (process.argv.includes('--print')) {
  process.stdout.write(linesOf(Object.keys(secrets)));
} else {
  const there = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const missing = Object.keys(secrets).filter((name) => !new RegExp(`^${name}=`, 'm').test(there));
  const gap = there === '' || there.endsWith('\n') ? '' : '\n';
  appendFileSync(file, gap + linesOf(missing), { mode: 0o600 });
  process.stdout.write(
    missing.length === 0
      ? 'Every secret is in .env already; nothing was changed.\n'
      : `Added ${missing.join(', ')} to .env. Keep it: it holds the passwords of the database.\n`,
  );
}
