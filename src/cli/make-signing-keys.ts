import { makeSigningKeys } from '../platform/config/index.js';
import { runTool } from './command-line.tool.js';

const usage = `
npm run make-signing-keys   prints a value for SIGNING_KEYS: one new key, on one line. Keep it secret.
`;

await runTool(usage, () => {
  process.stdout.write(`${JSON.stringify(makeSigningKeys())}\n`);
  return Promise.resolve();
});
