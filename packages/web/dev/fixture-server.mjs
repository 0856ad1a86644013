// A stand-in for the API while the real server is being built: node packages/web/dev/fixture-server.mjs [--empty] [--port N]
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { refund, random, story } from './story.mjs';
const dist = fileURLToPath(new URL('../dist', import.meta.url));
const args = process.argv.slice(2);
const port = Number(args[args.indexOf('--port') + 1] || 0);
const iso = (ms) => new Date(ms).toISOString().replace('Z', '000Z');
const preview = (v) => (v == null ? null : typeof v === 'string' ? v : v.messages ? v.messages.at(-1).parts.map((p) => p.content ?? '').join(' ') : JSON.stringify(v))?.slice(0, 400) ?? null;
const price = { 'claude-sonnet-4-5': [3, 15], 'gpt-4.1-mini': [0.4, 1.6], 'text-embedding-3-small': [0.02, 0] };
const obs = (s) => {
  const [inp, cached, out] = s.usage ?? [null, null, null], p = price[s.model];
  const ci = p && inp != null ? (inp * p[0]) / 1e6 : null, co = p && out != null ? (out * p[1]) / 1e6 : null;
  return { project_id: 'p1', trace_id: s.trace, observation_id: s.id, parent_observation_id: s.parent, event_version: 1, ingested_at: iso(s.start + s.dur), session_id: s.session ?? null, user_id: s.user ?? null, environment: s.environment ?? null, release: s.release ?? null, service_name: 'support-desk', scope_name: 'openinference.instrumentation.langchain', scope_version: '0.1.43', dialect: 'openinference', name: s.name, type: s.type, level: s.level ?? (s.error ? 'ERROR' : 'DEFAULT'), status: s.error ? 'error' : s.type === 'EVENT' || s.type === 'HANDOFF' ? 'unset' : 'ok', status_message: s.error ?? s.statusMessage ?? null, start_time: iso(s.start), end_time: iso(s.start + s.dur), duration_ns: Math.round(s.dur * 1e6), time_to_first_token_ms: s.ttft ?? null, input: s.input ?? null, output: s.output ?? null, input_ref: null, output_ref: null, input_preview: preview(s.input), output_preview: preview(s.output), model: s.model ?? null, provider: s.provider ?? null, model_parameters: s.params ?? {}, finish_reasons: s.output?.messages?.at(-1)?.finish_reason ? [s.output.messages.at(-1).finish_reason] : [], input_tokens: inp, output_tokens: out, cache_read_tokens: cached, cache_creation_tokens: null, reasoning_tokens: s.reasoning ?? null, total_tokens: inp == null ? null : inp + (out ?? 0), usage_counted: inp != null, input_cost_usd: ci, output_cost_usd: co, total_cost_usd: ci == null ? null : ci + (co ?? 0), cost_source: ci == null ? 'none' : 'computed', tool_definitions: [], tool_calls: s.type === 'TOOL' ? [{ id: s.callId ?? null, name: s.name, arguments: s.input, result: s.output }] : [], tool_call_names: s.type === 'TOOL' ? [s.name] : [], agent_id: null, agent_name: s.agent ?? null, handoff_target_agent_id: s.target ?? null, documents: s.documents ?? [], prompt_name: s.prompt?.[0] ?? null, prompt_version: s.prompt?.[1] ?? null, prompt_label: null, metadata: s.metadata ?? {}, tags: s.tags ?? [], attributes: { 'openinference.span.kind': s.type, 'resource.service.name': 'support-desk', 'resource.telemetry.sdk.language': 'nodejs', 'otel.span.kind': 'internal', 'scope.name': 'x' }, events: s.exception ? [{ time: iso(s.start + s.dur), name: 'exception', attributes: { 'exception.type': s.exception[0], 'exception.message': s.exception[1], 'exception.stacktrace': s.exception[2] } }] : [], links: [] };
};
const sum = (o, k) => (o.some((x) => x[k] != null) ? o.reduce((a, x) => a + (x[k] ?? 0), 0) : null);
const summary = (o) => {
  const root = o.find((x) => !x.parent_observation_id) ?? o[0], bad = o.filter((x) => x.status === 'error');
  return { trace_id: root.trace_id, session_id: root.session_id, user_id: root.user_id, name: root.name, status: root.status, start_time: root.start_time, end_time: root.end_time, duration_ns: root.duration_ns, observation_count: o.length, error_count: bad.length, input_preview: root.input_preview, output_preview: root.output_preview, error_message: bad[0]?.status_message ?? null, models: [...new Set(o.map((x) => x.model).filter(Boolean))], agents: [...new Set(o.map((x) => x.agent_name).filter(Boolean))], tags: root.tags, service_name: 'support-desk', environment: root.environment, release: root.release, ...Object.fromEntries(['input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_creation_tokens', 'reasoning_tokens', 'total_tokens', 'input_cost_usd', 'output_cost_usd', 'total_cost_usd'].map((k) => [k, sum(o, k)])), scores: [] };
};
const traces = new Map(), clients = new Set();
const put = (spans) => { const o = spans.map(obs); traces.set(o[0].trace_id, { o, s: summary(o) }); for (const c of clients) c.write(`event: stored\ndata: ${JSON.stringify({ trace_ids: [o[0].trace_id] })}\n\n`); };
if (!args.includes('--empty')) for (const spans of story(Date.now())) put(spans);
const rng = random(7);
process.on('SIGUSR2', () => put(refund(rng, Date.now() - 40_000, rng() < 0.5)));
const MS = { m: 6e4, h: 36e5, d: 864e5 };
const time = (t, d) => (t == null ? d : /^\d+[mhd]$/.test(t) ? Date.now() - parseInt(t) * MS[t.at(-1)] : t === 'now' ? Date.now() : Date.parse(t));
const totals = (l) => { const d = l.map((x) => x.duration_ns / 1e6).sort((a, b) => a - b), q = (p) => d.length ? d[Math.min(d.length - 1, Math.floor(p * d.length))] : null, f = l.filter((x) => x.status === 'error').length, n = (k) => l.reduce((a, x) => a + (x[k] ?? 0), 0); return { traces: l.length, failed_traces: f, error_rate: l.length ? f / l.length : null, observations: n('observation_count'), errors: n('error_count'), input_tokens: n('input_tokens'), output_tokens: n('output_tokens'), total_tokens: n('total_tokens'), total_cost_usd: n('total_cost_usd'), duration_p50_ms: q(0.5), duration_p95_ms: q(0.95) }; };
const BUCKETS = [1e3, 5e3, 15e3, 30e3, 6e4, 3e5, 6e5, 18e5, 36e5, 108e5, 216e5, 432e5, 864e5, 6048e5];
const api = (path, q) => {
  const all = [...traces.values()].map((x) => x.s).sort((a, b) => (a.start_time < b.start_time ? 1 : -1));
  const inRange = (x) => Date.parse(x.start_time) >= time(q.from, 0) && Date.parse(x.start_time) < time(q.to, Infinity);
  if (path === '') return { projects: [{ id: 'p1', slug: 'default', name: 'default', workspace_id: 'w', created_at: iso(0) }, { id: 'p2', slug: 'support-desk', name: 'support-desk', workspace_id: 'w', created_at: iso(0) }] };
  if (path === '/traces') {
    const hit = all.filter(inRange).filter((x) => (!q.status || x.status === q.status) && (!q.has_errors || x.error_count) && (!q.name || x.name === q.name) && (!q.agent || x.agents.includes(q.agent)) && (!q.model || x.models.includes(q.model)) && (!q.tag || x.tags.includes(q.tag)) && (!q.session_id || x.session_id === q.session_id) && (!q.user_id || x.user_id === q.user_id) && (!q.environment || x.environment === q.environment) && (!q.text || JSON.stringify(x).toLowerCase().includes(q.text.toLowerCase())));
    const at = Number(q.cursor ?? 0), limit = Number(q.limit ?? 50);
    return { traces: hit.slice(at, at + limit), next_cursor: at + limit < hit.length ? String(at + limit) : null };
  }
  if (path === '/overview') { const from = time(q.from), to = time(q.to, Date.now()), b = BUCKETS.find((x) => (to - from) / x <= 119), l = all.filter(inRange), buckets = []; for (let t = Math.floor(from / b) * b; t < to; t += b) buckets.push({ start_time: iso(t), ...totals(l.filter((x) => { const s = Date.parse(x.start_time); return s >= t && s < t + b; })) }); return { from: iso(from), to: iso(to), bucket_ms: b, totals: totals(l), buckets }; }
  if (path === '/facets') { const l = all.filter(inRange), f = (g) => { const m = new Map(); for (const x of l) for (const v of g(x)) if (v) m.set(v, (m.get(v) ?? 0) + 1); return [...m].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count).slice(0, 50); }; return { names: f((x) => [x.name]), models: f((x) => x.models), agents: f((x) => x.agents), tags: f((x) => x.tags), environments: f((x) => [x.environment]), sessions: f((x) => [x.session_id]), users: f((x) => [x.user_id]) }; }
  if (path === '/ingest-health') { const n = all.reduce((a, x) => a + x.observation_count, 0); return { project: 'default', since: iso(Date.now() - 9e5), status: n ? 'ok' : 'waiting', received_requests: n ? 90 : 0, received_spans: n, accepted_spans: n, rejected_spans: n ? 2 : 0, stored_spans: n, rejections: n ? [{ reason: 'invalid_trace_id', count: 2, last_at: iso(Date.now() - 3e5), example: 'span "warmup": trace id is all zero' }] : [], refused_requests: args.includes('--refuse') ? [{ code: 'undecodable', count: 3, last_at: iso(Date.now() - 4000), example: 'JSON is cut off at byte 211' }] : [], last_received_at: n ? iso(Date.now() - 400) : null, last_stored_at: n ? iso(Date.now() - 400) : null, spans_per_second: n ? 31.2 : 0, pending_bytes: 0, pending_age_ms: 0, dead_letters: 0, dialects: n ? [{ dialect: 'openinference', count: n }] : [] }; }
  const [, id, oid] = /^\/traces\/([0-9a-f]+)(?:\/observations\/([0-9a-f]+))?$/.exec(path) ?? [];
  const t = traces.get(id);
  if (!t) return null;
  if (oid) { const o = t.o.find((x) => x.observation_id === oid); return o ? { observation: o } : null; }
  return { trace: t.s, observations: q.detail === 'skeleton' ? t.o.map((x) => ({ ...x, input: null, output: null, model_parameters: {}, tool_definitions: [], tool_calls: [], documents: [], metadata: {}, attributes: {}, events: [], links: [] })) : t.o, scores: [], causal_edges: [], truncated: false };
};
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };
const server = createServer((req, res) => {
  const url = new URL(req.url, 'http://x');
  res.setHeader('content-security-policy', "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  const m = /^\/api\/v1\/projects(?:\/([^/]+)(\/.*)?)?$/.exec(url.pathname);
  if (m?.[2] === '/live') { res.writeHead(200, { 'content-type': 'text/event-stream' }); res.write(': hi\n\n'); clients.add(res); req.on('close', () => clients.delete(res)); return; }
  if (url.pathname.startsWith('/api/')) { const body = m ? api(m[2] ?? '', Object.fromEntries(url.searchParams)) : null; res.writeHead(body ? 200 : 404, { 'content-type': 'application/json' }); res.end(JSON.stringify(body ?? { error: { code: 'not_found', message: 'No trace like this in project "default".' } })); return; }
  if (url.pathname === '/readyz') { res.end('{"ready":true,"waiting_for":[]}'); return; }
  if (url.pathname === '/v1/traces') { res.end('{}'); return; }
  let file = join(dist, url.pathname);
  if (!extname(file) || !existsSync(file)) file = join(dist, 'index.html');
  res.setHeader('content-type', TYPES[extname(file)] ?? 'text/plain');
  createReadStream(file).pipe(res);
});
server.listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
