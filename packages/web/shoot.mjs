// Screenshots of the cockpit: node packages/web/shoot.mjs URL OUT.png [--dark] [--width 1440] [--height 900] [--keys "j j Enter"] [--click SELECTOR] [--wait MS] [--no-live]
// Needs chromium (Debian: apt-get install chromium). Prints what the page logged and every request that failed.
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

const { values: given, positionals: [url, out] } = parseArgs({
  allowPositionals: true,
  options: { dark: { type: 'boolean' }, width: { type: 'string', default: '1440' }, height: { type: 'string', default: '900' }, keys: { type: 'string' }, click: { type: 'string', multiple: true }, wait: { type: 'string', default: '700' }, 'no-live': { type: 'boolean' } },
});
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const page = await browser.newPage({ viewport: { width: Number(given.width), height: Number(given.height) }, colorScheme: given.dark ? 'dark' : 'light' });
page.on('console', (it) => ['error', 'warning'].includes(it.type()) && console.log(`${it.type()}: ${it.text()}`));
page.on('pageerror', (it) => console.log('page error:', it.stack));
if (given['no-live']) await page.addInitScript(() => localStorage.setItem('hfao.live', 'off'));
await page.goto(url, { waitUntil: 'load' });
await page.waitForTimeout(Number(given.wait));
for (const selector of given.click ?? []) await page.locator(selector).first().click().then(() => page.waitForTimeout(250));
for (const key of given.keys?.split(' ') ?? []) await page.keyboard.press(key === 'Space' ? ' ' : key);
if (given.keys !== undefined) await page.waitForTimeout(500);
await page.screenshot({ path: out });
await browser.close();
