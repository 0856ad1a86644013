// Rows as they rest in a store of some weeks of traffic: so many that sending them would take an hour. The spans of workload.mjs are read and normalised
// once; each trace is a copy of one of these with its own ids, times, people, models and words. Seeded.
import { bodies, setSeed } from './workload.mjs';

const TEMPLATE_SPANS = 6000;
const SPANS_OF_A_TRACE = 20;
const DAY = 86_400_000_000;
const MODELS = ['gpt-4o-mini', 'gpt-4o', 'claude-sonnet-4-5', 'claude-haiku-4-5', 'gemini-2.5-flash', 'mistral-large', 'llama-3.3-70b', 'o3-mini'];
const AGENTS = ['support', 'billing', 'research', 'triage', 'scheduler', 'writer'];
const ENVIRONMENTS = ['production', 'staging', 'development'];
const PLACES = 400;

/** Zipf-like: the first of `count` things is met most. */
const skewed = (random, count) => Math.floor(random() ** 3 * count);

/**
 * @param {object} parts `readTraces` and `normalize` of the server's build
 * @param {string} projectId
 * @param {{ traces: number, days: number, now: number }} shape `now` in microseconds: when the newest trace begins
 */
export function storedCorpus({ readTraces, normalize }, projectId, { traces, days, now }) {
  const templates = templateTraces(readTraces, normalize, projectId);
  const step = (days * DAY) / traces;
  const startOf = (index) => Math.floor(now - (traces - index) * step);
  return {
    /** The rows of one trace, oldest first. A long one has its 20 spans over and over, as children of the first. */
    trace(index, spans = SPANS_OF_A_TRACE) {
      const random = randomOf(index);
      const template = templates[Math.floor(random() * templates.length)];
      const facts = factsOf(index, random);
      const traceId = hexOf(index, 32);
      const shift = startOf(index) - template[0].start_time;
      return Array.from({ length: spans }, (_, n) => copyOf(template[n % template.length], { n, traceId, index, shift, facts, random }));
    },
    startOf,
    traceId: (index) => hexOf(index, 32),
    facts: (index) => factsOf(index, burned(randomOf(index))),
  };
}

/** What a trace's spans share. */
function factsOf(index, random) {
  return {
    session_id: `session-${Math.floor(index / 5)}`, user_id: `user-${skewed(random, 20_000)}`, environment: ENVIRONMENTS[skewed(random, 3)],
    model: MODELS[skewed(random, MODELS.length)], agent: AGENTS[skewed(random, AGENTS.length)], release: `1.${Math.floor(index / 20_000)}.0`, tenant: `tenant-${skewed(random, 500)}`,
  };
}

/** The trace's own random numbers, past the one that chose its template. */
function burned(random) {
  random();
  return random;
}

function copyOf(row, { n, traceId, index, shift, facts, random }) {
  const own = `order${index} place${skewed(random, PLACES)}`;
  const start = row.start_time + shift + Math.floor(n / SPANS_OF_A_TRACE) * 1000;
  return {
    ...row,
    trace_id: traceId, observation_id: spanId(n + 1), parent_observation_id: n === 0 ? null : spanId(n % SPANS_OF_A_TRACE === 0 ? 1 : row.parent),
    start_time: start, end_time: row.end_time + shift, ingested_at: start, event_version: start,
    session_id: facts.session_id, user_id: facts.user_id, environment: facts.environment, release: facts.release,
    model: row.model === null ? null : facts.model, agent_name: n === 0 ? facts.agent : row.agent_name,
    input: withWords(row.input, row.inputAt, own), output: withWords(row.output, row.outputAt, own),
    ...costOf(row, facts.model),
    attributes: [...row.attributes, 'app.tenant', facts.tenant, 'app.order', `order${index}`],
  };
}

/** What it costs is not asked here, only that there is something to add up. */
function costOf({ type, input_tokens, output_tokens }, model) {
  if (type !== 'GENERATION') return undefined;
  const [input, output] = [input_tokens, output_tokens].map((it, i) => (it * (1 + MODELS.indexOf(model)) * (i === 0 ? 1.5 : 6)) / 1e7);
  return { input_cost_usd: input, output_cost_usd: output, total_cost_usd: input + output, cost_source: 'computed' };
}

const withWords = (text, at, words) => (text === null ? null : `${text.slice(0, at)}${words} ${text.slice(at)}`);

function templateTraces(readTraces, normalize, projectId) {
  setSeed(4711);
  const rows = [];
  const context = { projectId, receivedAt: 1_750_000_000_000_000, scores: [] };
  while (rows.length < TEMPLATE_SPANS) {
    for (const body of bodies(2000, 500, 4)) readTraces(body, 'protobuf', (span, resource, scope) => rows.push(normalize(span, resource, scope, context)));
  }
  return [...byTrace(rows)].filter((it) => it.length === SPANS_OF_A_TRACE).map(asTemplate);
}

function byTrace(rows) {
  const traces = new Map();
  for (const row of rows) {
    if (!traces.has(row.trace_id)) traces.set(row.trace_id, []);
    traces.get(row.trace_id).push(row);
  }
  return traces.values();
}

function asTemplate(rows) {
  const numbers = new Map(rows.map((it, n) => [it.observation_id, n + 1]));
  return rows.map((row) => ({ ...row, parent: numbers.get(row.parent_observation_id) ?? 1, inputAt: proseAt(row.input), outputAt: proseAt(row.output), attributes: row.attributes ?? [] }));
}

/** A place within the text where words can be added, JSON or not. */
function proseAt(text) {
  if (text === null) return 0;
  const [, before] = /^([^]*?"(?:content|q|rows|input|output)":\s*\[?")/.exec(text) ?? [];
  return before === undefined ? 0 : before.length;
}

function randomOf(seed) {
  let state = (Math.imul(seed + 1, 2_654_435_761) ^ 0x9e3779b9) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The same in every trace, as only trace and span together are an id. */
const spanIds = [];
const spanId = (n) => spanIds[n] ??= hexOf(n, 16);

/** Spread over all digits, so that ids look like ids. */
function hexOf(number, digits) {
  const random = randomOf(number * 31 + digits);
  let hex = '';
  while (hex.length < digits - 8) hex += Math.floor(random() * 65_536).toString(16).padStart(4, '0');
  return hex + number.toString(16).padStart(8, '0');
}
