import { envExample } from '../platform/config/index.js';
import { runTool } from './command-line.tool.js';

const usage = `
npm run --silent print-env-example > .env.example   every setting with its default
`;

await runTool(usage, () => {
  process.stdout.write(envExample());
  return Promise.resolve();
});
