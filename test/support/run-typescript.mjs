/** Runs a TypeScript program of the tests in a process of its own: node test/support/run-typescript.mjs file.ts … */
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';

register('./typescript-loader.mjs', import.meta.url);
await import(pathToFileURL(process.argv.splice(2, 1)[0]).href);
