import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from './chromium.js';
import { startServer, type TestServer } from './server.js';

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const pictures = at('.cache/screenshots');
mkdirSync(pictures, { recursive: true });

let server: TestServer;
let browser: Browser;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), openBrowser()]);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});
afterEach(() => page?.close());

describe('the cockpit, while an agent runs', () => {
  it('greets a newcomer, and turns live when the first span lands', async () => {
    await open('/');
    await seen(page.getByText('Waiting for the first span'));
    await picture('onboarding');

    const { traceId } = await runAgent('onboarding-check');

    const link = page.locator(`a[href*="/traces/${traceId}"], a[href*="/p/onboarding-check"]`).first();
    await seen(link);
    await link.click();
    await page.waitForURL(/\/p\/onboarding-check/);
    expect(complaints).toEqual([]);
  });

  it('leads somebody who comes later to the project that has traces', async () => {
    await runAgent('came-later');

    await open('/');

    await page.waitForURL(/\/p\/came-later/);
    expect(complaints).toEqual([]);
  });

  it('shows a new trace on the open list within a second of its export, without a reload', async () => {
    await runAgent('live-check');
    await open('/p/live-check/traces');
    await seen(page.locator('[role=grid] [role=row]', { hasText: 'returns-agent' }));
    await page.evaluate(() => { (globalThis as { untouched?: boolean }).untouched = true; });

    const { traceId, acknowledged } = await runAgent('live-check', 'fail');

    const row = page.locator(`[role=grid] [role=row]:has(a[href*="${traceId}"])`);
    await row.waitFor({ state: 'visible', timeout: 5_000 });
    const delay = Date.now() - acknowledged;
    expect(await page.evaluate(() => (globalThis as { untouched?: boolean }).untouched)).toBe(true);
    expect(delay).toBeLessThan(1_000);
    await picture('traces');
    expect(complaints).toEqual([]);
  });

  it('tells a run that succeeded: model, messages, both tool calls with arguments and results, tokens', async () => {
    const { traceId } = await runAgent('story-check');

    await open(`/p/story-check/traces/${traceId}`);

    for (const fact of ['Can I still return order 48-20417?', '"order_id"', 'desk lamp', 'return_window', '"lighting"', '"returns-2026"', '18 more days', 'example-session', 'u_20418']) {
      await seen(page.getByText(fact).first());
    }
    const { trace } = await server.get<{ trace: { input_tokens: number; output_tokens: number } }>(`/api/v1/projects/story-check/traces/${traceId}`);
    const head = await page.locator('main').innerText();
    expect(head).toContain(String(trace.input_tokens));
    expect(head).toContain(String(trace.output_tokens));
    await picture('trace');
    await page.getByText('OpenAI Chat Completions').first().click();
    await seen(page.getByText('gpt-4.1-mini-fake', { exact: true }));
    await picture('trace-generation');
    expect(complaints).toEqual([]);
  });

  it('puts the error of a run that failed up front, and leads to the step', async () => {
    const { traceId } = await runAgent('story-check', 'fail');

    await open(`/p/story-check/traces/${traceId}`);

    const message = 'orders service: no connection while reading 48-20417';
    await seen(page.getByText(message).first());
    await page.locator('button, a', { hasText: message }).first().click();
    await page.waitForURL(/step=/);
    await seen(page.getByText('agent.mjs').first());
    await picture('trace-failed');
    expect(complaints).toEqual([]);
  });

  it('opens its menus, the palette and the list of keys, and filters into the URL', async () => {
    await runAgent('menu-check', 'fail');
    await open('/p/menu-check/traces');
    await seen(page.locator('[role=grid] [role=row]', { hasText: 'returns-agent' }));

    await page.keyboard.press('Control+k');
    await seen(page.getByRole('dialog'));
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await seen(page.getByRole('dialog', { name: 'Keyboard shortcuts' }));
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('keyboard');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(300);   // a dialog that closes late must not take this one along
    await seen(page.getByRole('dialog', { name: 'Keyboard shortcuts' }));
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await seen(page.getByRole('menu'));
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'hidden' });
    await page.keyboard.press('/');
    await page.keyboard.type('nothing like this');
    await page.keyboard.press('Enter');

    await seen(page.getByText(/no trace matches/i));
    await page.waitForURL(/nothing/);
    expect(complaints).toEqual([]);
  });

  it('filters by an expression with completion, saves it as a view, and finds sessions and words', async () => {
    await runAgent('filter-check', 'fail');
    await runAgent('filter-check');
    await open('/p/filter-check/traces');
    await seen(page.locator('[role=grid] [role=row]', { hasText: 'returns-agent' }).nth(1));
    const line = page.getByRole('textbox', { name: 'Filter of traces' });
    await page.locator('.cm-content').waitFor();

    await line.click();
    await page.keyboard.type('sta');
    await seen(page.getByRole('option', { name: /^status/ }));
    await page.keyboard.press('Tab');
    await page.keyboard.type('= ');
    await page.getByRole('option', { name: /'error'/ }).click();
    await seen(page.locator('.cm-content', { hasText: "status = 'error'" }));
    await page.getByRole('option').first().waitFor({ state: 'hidden' });
    await page.keyboard.press('Enter');
    await page.waitForURL((it) => it.searchParams.get('where') === "status = 'error'");
    await seen(page.getByText('1 trace', { exact: true }));

    await page.keyboard.press('Control+a');
    await page.keyboard.type("statuss = 'error' AND has_errors");
    await page.keyboard.press('Enter');
    await seen(page.getByRole('alert').filter({ hasText: 'A trace has no field "statuss".' }));
    expect(await page.locator('.cm-content .wrong').allInnerTexts()).toEqual(['statuss']);
    expect(await line.getAttribute('aria-invalid')).toBe('true');
    await picture('filter-error');
    await page.getByRole('button', { name: 'status', exact: true }).click();
    await page.waitForURL((it) => it.searchParams.get('where') === "status = 'error' AND has_errors");

    await page.getByTitle('Saved views').click();
    await page.getByLabel('Save this list as').fill('Failures');
    await page.keyboard.press('Enter');
    await seen(page.getByRole('button', { name: 'Overwrite Failures with this list' }));
    await page.getByLabel('Save this list as').fill('Failures');
    await page.keyboard.press('Enter');
    await seen(page.getByRole('alert').filter({ hasText: 'has a saved view "Failures" already' }));
    await picture('views');

    await page.goto(`${server.url}/p/filter-check/traces`);
    await seen(page.getByText('2 traces', { exact: true }));
    await page.getByTitle('Saved views').click();
    await page.getByRole('button', { name: /^Failures/ }).click();
    await page.waitForURL((it) => it.searchParams.get('where') === "status = 'error' AND has_errors");
    await seen(page.getByText('1 trace', { exact: true }));

    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Sessions' }).click();
    await page.getByRole('grid', { name: 'Sessions' }).getByRole('link', { name: 'example-session' }).click();
    await page.waitForURL(/\/sessions\/example-session/);
    await seen(page.getByRole('grid', { name: 'Traces' }).getByText('returns-agent').first());
    await picture('session');

    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.getByRole('searchbox', { name: /^Search in/ }).fill('"desk lamp"');
    await seen(page.locator('.hit mark').first());
    await picture('search');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/traces\/[0-9a-f]{32}\?step=/);
    expect(complaints).toEqual([]);
  }, 60_000);

  it('says which rule gave a field of a step, and what was logged beside it', async () => {
    const { traceId } = await runAgent('origin-check');
    await post('/v1/logs', { resourceLogs: [{ resource: inProject('origin-check'), scopeLogs: [{ logRecords: [{ timeUnixNano: `${Date.now()}000000`, severityNumber: 13, severityText: 'WARNING', traceId, body: { stringValue: 'rate limit is near' } }] }] }] });
    await server.getWhen<{ logs: unknown[] }>(`/api/v1/projects/origin-check/logs?trace_id=${traceId}`, (it) => it.logs.length === 1);

    await open(`/p/origin-check/traces/${traceId}`);
    await page.getByRole('tab', { name: /Logs/ }).click();
    await seen(page.getByText('rate limit is near'));
    await seen(page.getByText('warn', { exact: true }));
    await page.getByText('OpenAI Chat Completions').first().click();
    await page.getByRole('tab', { name: /Attributes/ }).click();
    await page.getByRole('button', { name: /Where do these come from/ }).click();

    await seen(page.getByRole('row', { name: /^model .*from llm\.model_name$/ }));
    await seen(page.locator('.attrs .orig', { hasText: 'from openinference.span.kind' }));
    await picture('trace-origins');
    expect(complaints).toEqual([]);
  });

  it('says on the ingest page what was rejected, that no dead letter waits, and where a trace is', async () => {
    const { traceId } = await runAgent('ingest-check');
    await post('/v1/traces', { resourceSpans: [{ resource: inProject('ingest-check'), scopeSpans: [{ spans: [{ traceId, spanId: '01', name: 'too short an id', startTimeUnixNano: '1', endTimeUnixNano: '2' }] }] }] });

    await open('/p/ingest-check/ingest');

    await seen(page.getByRole('region', { name: 'Items that were rejected' }).getByText('its span id is not 8 bytes long'));
    await seen(page.getByText(/^No dead letters:/));
    await page.keyboard.press('/');
    await page.keyboard.type('0123');
    await page.keyboard.press('Enter');
    await seen(page.getByText('A trace id has 32 hex digits; this has 4.'));
    await page.getByRole('searchbox', { name: 'Trace id' }).fill(traceId);
    await page.keyboard.press('Enter');
    await seen(page.getByText(/^It is here, in project "ingest-check"/));
    await page.waitForURL(new RegExp(`find=${traceId}`));
    await picture('ingest');
    expect(complaints).toEqual([]);
  });

  it('says so when there is no such trace', async () => {
    await open(`/p/default/traces/${'0'.repeat(31)}1`);

    await seen(page.getByText(/no trace|not found|no such trace/i).first());
    expect(complaints).toEqual([]);
  });
});

async function open(path: string): Promise<void> {
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (it) => { if (it.type() === 'error' && /Content Security Policy|Uncaught/.test(it.text())) complaints.push(it.text()); });
  await page.goto(server.url + path);
}

async function seen(what: ReturnType<Page['locator']>): Promise<void> {
  await what.waitFor({ state: 'visible', timeout: 8_000 });
}

/** The same view in both themes, for people to look at. */
async function picture(name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(200);   // colours fade
    await page.screenshot({ path: `${pictures}/${name}-${colorScheme}.png` });
  }
}

const inProject = (project: string) => ({ attributes: [{ key: 'hfao.project', value: { stringValue: project } }] });

async function post(path: string, body: object): Promise<void> {
  const response = await fetch(server.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}

/** @returns when it had said that its spans were taken */
async function runAgent(project: string, ...args: string[]): Promise<{ traceId: string; acknowledged: number }> {
  const env = { ...process.env, HFAO_BASE_URL: server.url, HFAO_PROJECT: project, OPENAI_API_KEY: '', OPENAI_MODEL: 'gpt-4.1-mini-fake' };
  const child = spawn(process.execPath, [at('examples/openai-tools/agent.mjs'), ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let traceId = '';
  for await (const line of createInterface(child.stdout)) {
    traceId = /^trace +([0-9a-f]{32})$/.exec(line)?.[1] ?? traceId;
    if (/^sent +[1-9]/.test(line)) return { traceId, acknowledged: Date.now() };
  }
  throw new Error('the agent ended without having sent its spans');
}
