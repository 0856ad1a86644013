import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { decodeMap } from '../../model/attribute-value.js';
import type { ObservationRow } from '../../model/observation.js';
import { RedactionProfile } from '../../model/redaction.js';
import { makeLog } from '../../runtime/log.js';
import { anObservation, aScore } from '../../store/conformance/an-observation.js';
import { ProjectRedaction, type RedactionTally } from './project-redaction.js';

const deps = { log: makeLog('silent'), sleep: (ms: number) => sleep(ms / 20) };
const servers: Server[] = [];
afterEach(() => { for (const server of servers.splice(0)) { server.closeAllConnections(); server.close(); } });

interface Question { text: string; language: string; score_threshold: number; entities?: string[] }
type Answering = (question: Question, response: ServerResponse) => unknown;

/** Speaks the analyzer's protocol: `POST /analyze`. */
async function analyzer(answer: Answering): Promise<{ url: string; questions: Question[] }> {
  const questions: Question[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => { body += chunk.toString(); });
    request.on('end', () => {
      const question = JSON.parse(body) as Question;
      questions.push(question);
      if (request.url !== '/analyze' || request.method !== 'POST') return response.writeHead(404).end();
      const result = answer(question, response);
      if (result !== undefined) response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, questions };
}

/** Finds every Jane, and counts in code points, as Python does. */
const findsJane: Answering = ({ text }) => [...text.matchAll(/Jane/g)].map((it) => {
  const start = Array.from(text.slice(0, it.index)).length;
  return { start, end: start + 4, entity_type: 'PERSON', score: 0.85 };
});

const redactionOf = (presidio: Record<string, unknown> | null, rest: Record<string, unknown> = {}) => new ProjectRedaction('p', RedactionProfile.parse({ presidio, ...rest }), Buffer.alloc(32));

async function redact(redaction: ProjectRedaction, rows: ObservationRow[]): Promise<RedactionTally> {
  const tally: RedactionTally = { redactions: {} };
  for (const row of rows) for (const stage of redaction.observations([])) stage(row, tally);
  await tally.reviews?.run(deps);
  return tally;
}

describe('the built-in kinds', () => {
  it('clean every text of an observation, and leave its identities', async () => {
    const mail = 'bob@example.com';
    const link = { trace_id: '4111111111111111'.repeat(2), observation_id: '4111111111111111', attributes: { to: mail } };
    const row = anObservation({
      name: `mail ${mail}`, status_message: `no such user ${mail}`, input: JSON.stringify({ messages: [{ role: 'user', parts: [{ type: 'text', content: mail }] }] }), output: mail, input_preview: mail, output_preview: mail,
      model_parameters: ['user', mail], tool_definitions: JSON.stringify([{ description: mail }]), tool_calls: JSON.stringify([{ id: 'a', arguments: { to: mail } }]), documents: JSON.stringify([{ content: mail }]),
      metadata: ['m', mail, 'db.password', 'hunter22!'], attributes: ['a', mail, 'n', '5'], tags: ['vip', mail], events: JSON.stringify([{ time: '2026-11-23T08:00:00.123456Z', name: 'e', attributes: { m: mail } }]), links: JSON.stringify([link]),
      session_id: mail, user_id: mail, agent_name: mail, prompt_name: mail,
    });

    const { redactions } = await redact(redactionOf(null), [row]);

    expect(redactions).toEqual({ p: { email: 15, card: expect.any(Number), bearer: 1 } });
    const identities = [row.session_id, row.user_id, row.agent_name, row.prompt_name];
    expect(identities).toEqual([mail, mail, mail, mail]);
    expect(JSON.stringify({ ...row, session_id: null, user_id: null, agent_name: null, prompt_name: null })).not.toContain(mail);
    expect(JSON.parse(row.links!)).toEqual([{ ...link, attributes: { to: '[REDACTED:email]' } }]);
    expect(JSON.parse(row.events!)).toMatchObject([{ time: '2026-11-23T08:00:00.123456Z', attributes: { m: '[REDACTED:email]' } }]);
    expect(decodeMap(row.attributes!)).toEqual({ a: '[REDACTED:email]', n: 5 });
  });

  it('clean the comments of scores', () => {
    const score = aScore({ comment: 'Told bob@example.com a lie.' });

    for (const stage of redactionOf(null).scores()) stage(score, { redactions: {} });

    expect(score.comment).toBe('Told [REDACTED:email] a lie.');
  });
});

describe('a Presidio analyzer', () => {
  it('is asked after the built-in kinds, once for equal texts, and what it finds is replaced', async () => {
    const { url, questions } = await analyzer(findsJane);
    const redaction = redactionOf({ url, entities: ['PERSON'], min_score: 0.4 });
    const rows = Array.from({ length: 20 }, () => anObservation({ name: 'chat', input: '\ud83d\ude00 Jane wrote to jane@example.com', output: '{"messages":[{"role":"Jane \\"J\\" Doe"}]}', attributes: ['a', 'Jane', 'n', '5'] }));

    const { redactions } = await redact(redaction, rows);

    expect(rows[7].input).toBe('\ud83d\ude00 [REDACTED:presidio_PERSON] wrote to [REDACTED:email]');
    expect(JSON.parse(rows[7].output!)).toEqual({ messages: [{ role: '[REDACTED:presidio_PERSON] "J" Doe' }] });
    expect(decodeMap(rows[7].attributes!)).toEqual({ a: '[REDACTED:presidio_PERSON]', n: 5 });
    expect(redactions.p).toEqual({ email: 20, presidio_PERSON: 60 });
    expect(questions).toHaveLength(1);
    expect(questions[0]).toMatchObject({ language: 'en', score_threshold: 0.4, entities: ['PERSON'] });
    expect(questions[0].text).not.toContain('jane@example.com');
  });

  it('sees all of a long text, a few requests at a time', async () => {
    let [open, most] = [0, 0];
    const { url, questions } = await analyzer((question, response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        response.end(JSON.stringify(findsJane(question, response)));
      }, 5);
    });
    const row = anObservation({ input: 'word Jane word '.repeat(6000) });

    await redact(redactionOf({ url }), [row]);

    expect(row.input).not.toContain('Jane');
    expect(row.input!.match(/presidio_PERSON/g)).toHaveLength(6000);
    expect(Math.max(...questions.map((it) => it.text.length))).toBeLessThanOrEqual(8002);
    expect(most).toBeLessThanOrEqual(4);
  });

  it('is not asked when none is configured, and comes before what moves texts elsewhere', async () => {
    const { url } = await analyzer(findsJane);
    const moved: (string | null)[] = [];
    const row = anObservation({ input: 'Jane' });
    const tally: RedactionTally = { redactions: {} };

    for (const stage of redactionOf({ url }).observations([(it) => { moved.push(it.input); }])) stage(row, tally);
    await tally.reviews!.run(deps);
    await tally.reviews!.run(deps);

    expect(moved).toEqual(['[REDACTED:presidio_PERSON]']);
    expect((await redact(redactionOf(null), [row])).reviews).toBeUndefined();
  });

  it.each<[string, Answering]>([
    ['answers 500', (_, response) => { response.writeHead(500).end('no'); }], ['answers garbage', (_, response) => { response.end('<html>'); }], ['answers something else', () => ({ entities: [] })],
    ['answers nonsense offsets', () => [{ start: -3, end: 'x', entity_type: 'PERSON', score: 1 }]], ['hangs up', (_, response) => { response.destroy(); }],
  ])('that %s is one that cannot be asked: texts are withheld, in their shape', async (_, answer) => {
    const { url } = await analyzer(answer);
    const row = anObservation({ name: 'chat', input: '{"messages":[{"role":"user","parts":[{"type":"text","content":"Jane"}]}],"n":1}', attributes: ['a', 'Jane', 'n', '5'], events: '[{"time":"2026-11-23T08:00:00.000000Z","name":"Jane","attributes":{}}]' });

    const { redactions } = await redact(redactionOf({ url }), [row]);

    const gone = '[WITHHELD:presidio_unavailable]';
    expect(row.name).toBe(gone);
    expect(JSON.parse(row.input!)).toEqual({ messages: [{ role: 'user', parts: [{ type: 'text', content: gone }] }], n: 1 });
    expect(decodeMap(row.attributes!)).toEqual({ a: gone, n: 5 });
    expect(JSON.parse(row.events!)).toEqual([{ time: '2026-11-23T08:00:00.000000Z', name: gone, attributes: {} }]);
    expect(redactions.p).toEqual({ withheld: 4 });
  });

  it('that is slow is given up after five seconds, and not waited for again at once', async () => {
    const { url, questions } = await analyzer(() => undefined);
    const redaction = redactionOf({ url, on_failure: 'store' });
    const rows = [anObservation({ input: 'Jane, bob@example.com' }), anObservation({ input: 'Jane' })];
    const began = performance.now();

    const { redactions } = await redact(redaction, [rows[0]]);
    const waitedMs = performance.now() - began;
    await redact(redaction, [rows[1]]);

    expect(waitedMs).toBeGreaterThan(4500);
    expect(performance.now() - began - waitedMs).toBeLessThan(1000);
    expect(rows.map((it) => it.input)).toEqual(['Jane, [REDACTED:email]', 'Jane']);
    expect(redactions.p).toEqual({ email: 1, presidio_unavailable: 1 });
    expect(questions).toHaveLength(1);
  });

  it('is waited for where the project wants that', async () => {
    let isWell = false;
    const { url, questions } = await analyzer((question, response) => (isWell ? findsJane(question, response) : void response.writeHead(503).end()));
    const row = anObservation({ input: 'Jane' });
    let isDone = false;

    const redacting = redact(redactionOf({ url, on_failure: 'wait' }), [row]).then(() => { isDone = true; });
    await sleep(300);
    const wasDone = isDone;
    isWell = true;
    await redacting;

    expect(wasDone).toBe(false);
    expect(questions.length).toBeGreaterThan(1);
    expect(row.input).toBe('[REDACTED:presidio_PERSON]');
  });
});
