import { accessSync, constants } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Nothing of this asks the network for anything: a browser otherwise calls its maker at every start. */
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser to test with, such as Debian's; undefined where there is none. */
export function chromiumPath(): string | undefined {
  const path = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    process.stdout.write(
      `skip  the explorer in a browser: there is no Chromium at ${path} (set CHROMIUM_PATH)\n`,
    );
    return undefined;
  }
}

export function openChromium(executablePath: string): Promise<Browser> {
  // Chromium's own sandbox does not work for root.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args: [...QUIET, ...asRoot] });
}
