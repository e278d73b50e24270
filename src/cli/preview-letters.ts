import 'reflect-metadata';
import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createApp } from '../create-app.js';
import { loadConfig, type Config } from '../platform/config/index.js';
import { openDatabase } from '../platform/database/open-database.js';
import { ComposeLetter, LETTER_LOCALES, LetterRegistry } from '../platform/letter/index.js';
import { progress, runTool } from './command-line.tool.js';

const usage = `
npm run preview-letters -- FOLDER   writes every kind of letter in every language into a folder, to look at
The letters are about examples, and nobody gets them. Each is an .html file for a browser and a .txt file.
`;

await runTool(usage, async ([folder, ...others]) => {
  if (folder === undefined || others.length > 0) {
    throw new Error('Name one folder. See: npm run preview-letters -- --help');
  }
  const config = loadConfig();
  const database = await openDatabase(config, { report: progress, share: true });
  try {
    const written = await preview(database.config, resolve(folder));
    progress(`Wrote ${written} letters into ${folder}.`);
  } finally {
    await database.close();
  }
});

/** The modules say which letters there are, so they are started, but nothing listens and no job runs. */
async function preview(config: Config, folder: string): Promise<number> {
  const app = await createApp({
    ...config,
    logLevel: 'warn',
    jobs: { ...config.jobs, enabled: false },
  });
  try {
    await mkdir(folder, { recursive: true });
    const kinds = app.get(LetterRegistry).all();
    for (const { name, sample } of kinds) {
      for (const locale of LETTER_LOCALES) {
        const letter = { kind: name, locale, params: sample };
        const { subject, text, html } = await app.get(ComposeLetter).write(letter);
        await writeFile(resolve(folder, `${name}.${locale}.html`), html);
        await writeFile(resolve(folder, `${name}.${locale}.txt`), `${subject}\n\n${text}`);
      }
    }
    return kinds.length * LETTER_LOCALES.length;
  } finally {
    await app.close();
  }
}
