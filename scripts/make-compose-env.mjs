/**
 * Makes the secrets that docker-compose.yml asks for and writes them to .env, readable by you alone.
 * It never replaces a file: the passwords in it are the ones the database was made with.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const file = join(dirname(import.meta.dirname), '.env');
const password = () => randomBytes(24).toString('hex');

function signingKeys() {
  const { privateKey } = generateKeyPairSync('ed25519');
  const kid = randomBytes(8).toString('hex');
  const key = { ...privateKey.export({ format: 'jwk' }), kid, alg: 'EdDSA', use: 'sig' };
  return JSON.stringify({ keys: [key] });
}

const lines = [
  `POSTGRES_PASSWORD=${password()}`,
  `PORTAL_APP_PASSWORD=${password()}`,
  `SIGNING_KEYS='${signingKeys()}'`,
];

if (process.argv.includes('--print')) {
  process.stdout.write(`${lines.join('\n')}\n`);
} else {
  try {
    writeFileSync(file, `${lines.join('\n')}\n`, { flag: 'wx', mode: 0o600 });
    process.stdout.write('Wrote .env. Keep it: it holds the passwords of the database.\n');
  } catch (error) {
    process.stderr.write(
      error.code === 'EEXIST'
        ? 'There is an .env already, and it stays as it is.\n'
        : `.env could not be written: ${error.message}\n`,
    );
    process.exitCode = 1;
  }
}
