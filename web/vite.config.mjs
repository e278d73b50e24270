import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig } from 'vite';

const folder = join(import.meta.dirname, 'dist');

/** Writes each text a second and third time, compressed: once here instead of once per visitor. */
const compressed = {
  name: 'compressed',
  closeBundle() {
    const texts = readdirSync(folder, { recursive: true })
      .filter((name) => /\.(js|css|svg|html)$/.test(name))
      .map((name) => join(folder, name));
    for (const file of texts) {
      const text = readFileSync(file);
      const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
      writeFileSync(`${file}.br`, brotliCompressSync(text, { params }));
      writeFileSync(`${file}.gz`, gzipSync(text, { level: 9 }));
    }
  },
};

/** The page itself is served at /graphql, everything that it loads below /explorer. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/explorer/',
  plugins: [compressed],
  build: {
    outDir: folder,
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    // The editor is one large library; the browser keeps it.
    chunkSizeWarningLimit: 8000,
    reportCompressedSize: false,
    rolldownOptions: {
      // How long each part took is nobody's concern here, and on a busy machine it is always too long.
      checks: { bundlerTimings: false, pluginTimings: false },
      onLog(level, log, report) {
        // Packages that also run on servers say "use client", which means nothing here.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
});
