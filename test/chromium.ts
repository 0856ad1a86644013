import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** A real browser: the one that is installed, or Debian's package, which is installed when this runs as root. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: executable(), args: ARGS });
}

function executable(): string {
  const given = process.env.CHROMIUM_PATH;
  const found = [...(given === undefined ? [] : [given]), ...PLACES].find((it) => existsSync(it));
  if (found !== undefined) return found;
  if (process.getuid?.() !== 0) throw new Error('The browser tests need Chromium. Install it (Debian: apt-get install chromium), or name it in CHROMIUM_PATH.');
  execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  return PLACES[0];
}
