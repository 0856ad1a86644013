import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { aRow } from '../../../test/a-row.js';
import { encodeAttribute } from '../../model/attribute-value.js';
import type { LogRow } from '../../model/log-entry.js';
import { toObservation, type ObservationRow } from '../../model/observation.js';
import { payloadPreview } from '../../store/payload-preview.js';
import { Offloader, type OffloadTally } from './collected-bodies.js';
import { largeStage } from './large-stage.js';
import { logLargeStage, logMediaStage } from './log-stages.js';
import { mediaStage } from './media-stage.js';

const keyring = { activeId: 'key_1', keys: { key_1: randomBytes(32) } };
const REF = /hfao-body:([a-p]{40})/;

/** A row after both stages, and the bodies that left it, as text, by id. */
function offloaded(given: Partial<ObservationRow>) {
  const row = aRow({ project_id: 'p', ...given });
  const tally: OffloadTally = { offloaded: 0 };
  const offloader = new Offloader('p', () => keyring);
  mediaStage(offloader)(row, tally);
  largeStage(offloader)(row, tally);
  const bodies = new Map((tally.bodies?.waiting ?? []).map((it) => [it.id, it]));
  const bodyOf = (text: string | null) => bodies.get(REF.exec(text ?? '')?.[1] ?? '');
  return { row, tally, bodies, bodyOf };
}

const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(3000)]);
const PNG = png.toString('base64');
const conversation = (...messages: unknown[]) => JSON.stringify({ messages });
const user = (...parts: unknown[]) => ({ role: 'user', parts });
const text = (content: string) => ({ type: 'text', content });

describe('media', () => {
  it('makes of a blob part a part that points to its body, and leaves all else as it is', () => {
    const input = conversation(user(text('What is { "this" }?'), { type: 'blob', modality: 'image', mime_type: 'image/png', content: PNG, detail: 'high' }, text('}')));

    const { row, tally, bodyOf } = offloaded({ input });

    const [before, part, after] = (JSON.parse(row.input!) as { messages: [{ parts: Record<string, unknown>[] }] }).messages[0].parts;
    expect(part).toEqual({ type: 'uri', modality: 'image', mime_type: 'image/png', detail: 'high', uri: expect.stringMatching(REF) as string, size: png.length });
    expect([before, after]).toEqual([text('What is { "this" }?'), text('}')]);
    expect(bodyOf(row.input)).toMatchObject({ contentType: 'image/png', projectId: 'p' });
    expect(Buffer.from(bodyOf(row.input)!.bytes).equals(png)).toBe(true);
    expect(tally.offloaded).toBe(1);
  });

  it('keeps the raw text of a conversation around it, numbers of any width included', () => {
    const input = `{"messages":[ {"role":"user", "id":12345678901234567890, "parts":[{"content":"${PNG}","type":"blob"}]} ]}`;

    const { row } = offloaded({ input });

    expect(row.input).toMatch(/^\{"messages":\[ \{"role":"user", "id":12345678901234567890, "parts":\[\{"type":"uri","mime_type":"image\/png","uri":"hfao-body:[a-p]{40}","size":3008\}\]\} \]\}$/);
  });

  it('takes data URIs out of uri parts, texts, attributes, tool results, documents and events', () => {
    const uri = `data:image/png;base64,${PNG}`;
    const { row, bodies, tally } = offloaded({
      input: conversation(user({ type: 'uri', modality: 'image', uri })), output: `See ${uri} above.`,
      attributes: ['llm.image', uri, 'other', 'x'], metadata: ['list', encodeAttribute([uri, 'y'])],
      tool_calls: JSON.stringify([{ name: 'draw', result: { url: uri } }]), documents: JSON.stringify([{ content: uri }]),
      events: JSON.stringify([{ time: 't', name: 'e', attributes: { uri } }]),
    });

    expect(JSON.stringify(row)).not.toContain('base64,');
    expect(toObservation(row).input).toEqual({ messages: [user({ type: 'uri', modality: 'image', uri: expect.stringMatching(REF) as string, mime_type: 'image/png', size: png.length })] });
    expect(row.output).toMatch(/^See hfao-body:[a-p]{40} above\.$/);
    expect(toObservation(row).metadata).toEqual({ list: [expect.stringMatching(/^hfao-body:/) as string, 'y'] });
    expect(bodies.size).toBe(1);
    expect(tally.offloaded).toBe(7);
  });

  it('takes base64 out that its neighbours or its first bytes name', () => {
    const bytes = randomBytes(2000);
    const { row, bodyOf } = offloaded({
      input: JSON.stringify({ type: 'image', source: { type: 'base64', media_type: 'image/webp', data: bytes.toString('base64') } }),
      output: JSON.stringify({ format: 'wav', data: bytes.toString('base64') }),
      attributes: ['unnamed', PNG, 'escaped', JSON.stringify({ inner: JSON.stringify({ data: PNG }) })],
    });

    expect(bodyOf(row.input)?.contentType).toBe('image/webp');
    expect(bodyOf(row.output)?.contentType).toBe('audio/wav');
    expect(row.attributes![1]).toMatch(/^hfao-body:[a-p]{40}$/);
    expect(JSON.parse((JSON.parse(row.attributes![3]) as { inner: string }).inner)).toEqual({ data: expect.stringMatching(REF) as string });
  });

  it('leaves alone what is short, or base64 of who knows what', () => {
    const signature = randomBytes(5000).toString('base64');
    const given = { input: JSON.stringify({ type: 'thinking', signature }), output: `data:image/png;base64,${PNG.slice(0, 1000)}`, attributes: ['x', signature] };

    const { row, tally } = offloaded(given);

    expect(row).toMatchObject(given);
    expect(tally).toEqual({ offloaded: 0 });
  });

  it.each([0, 1, 511, 512, 1023])('finds a run that begins after %i characters, whatever comes before', (offset) => {
    const { row } = offloaded({ output: `${'é '.repeat(offset).slice(0, offset)}data:image/png;base64,${PNG.slice(0, 1024)}` });

    expect(row.output).toMatch(/hfao-body:[a-p]{40}$/);
  });

  it('stores the same picture of many messages once', () => {
    const part = { type: 'blob', modality: 'image', mime_type: 'image/png', content: PNG };

    const { bodies, tally } = offloaded({ input: conversation(...Array.from({ length: 20 }, () => user(part))) });

    expect([bodies.size, tally.offloaded]).toEqual([1, 20]);
  });

  it('is not led astray by text that only looks like JSON', () => {
    for (const hostile of [`"${PNG}"`, `}}}"x":"${PNG}"`, `{"content":"${PNG}"`, `{"\\":"${PNG}"}`, `{${'"'.repeat(50)}${PNG}"`, `\\"${PNG}\\"`]) {
      expect(() => offloaded({ input: hostile, output: `{"messages":[${hostile}]}` })).not.toThrow();
    }
  });
});

describe('what is large', () => {
  const long = 'All work and no play. '.repeat(4000);

  it('leaves a payload of exactly 64 KiB where it is, and moves one of a byte more', () => {
    const { row, bodyOf } = offloaded({ input: 'x'.repeat(65_536), output: 'é'.repeat(32_768) + '.' });

    expect(row.input).toHaveLength(65_536);
    expect(row).toMatchObject({ input_ref: null, output: null, output_preview: 'é'.repeat(2048) });
    expect(Buffer.from(bodyOf(row.output_ref)!.bytes).toString()).toBe('é'.repeat(32_768) + '.');
    expect(bodyOf(row.output_ref)).toMatchObject({ contentType: 'text/plain' });
  });

  it('shows of a conversation how it began, what the user asked last, and its end', () => {
    const input = conversation(
      { role: 'system', parts: [text(`You are a clerk. ${long}`)] },
      ...Array.from({ length: 30 }, (_, i) => ({ role: 'assistant', parts: [text(`step ${i} ${long.slice(0, 3000)}`)] })),
      user(text('Where is my "parcel"?')),
      { role: 'user', parts: [{ type: 'tool_call_response', id: 'c1', response: `found \\ it \u{1F600} ${long}` }] },
    );

    const { row, bodyOf } = offloaded({ input });

    expect(row.input_preview!.length).toBeLessThanOrEqual(2048);
    const { messages } = JSON.parse(row.input_preview!) as { messages: { role: string; parts: Record<string, string>[] }[] };
    expect(messages.map((it) => it.role)).toEqual(['system', 'user', 'user']);
    expect(messages[0].parts[0].content).toMatch(/^You are a clerk\. All work.*…$/);
    expect(messages[1].parts).toEqual([text('Where is my "parcel"?')]);
    expect(messages[2].parts[0].response).toMatch(/^found \\ it 😀 All work.*…$/);
    expect(payloadPreview(row, 'input')).toBe('Where is my "parcel"?');
    expect(Buffer.from(bodyOf(row.input_ref)!.bytes).toString()).toBe(input);
  });

  it('makes of JSON shorter JSON, wherever it is cut', () => {
    for (let i = 0; i < 20; i++) {
      const pad = 'y'.repeat(i);
      const value = { [pad || 'a']: 1, n: [1.5e3, true, null, { deep: [[[`${pad}\\"\n\u0001\u{1F600}`.repeat(300)]]] }], rest: Array.from({ length: 20_000 }, (_, j) => ({ j })) };
      const { row } = offloaded({ input: JSON.stringify(value, null, i % 3) });

      expect(row.input_preview!.length).toBeLessThanOrEqual(2048);
      expect((JSON.parse(row.input_preview!) as { n: unknown[] }).n.slice(0, 3)).toEqual([1.5e3, true, null]);
    }
  });

  it('shows the beginning of what is no JSON', () => {
    const { row } = offloaded({ input: `{'python': 'dict', ${long}`, output: `{"messages":[{"cut off": ${long}` });

    expect(row.input_preview).toMatch(/^\{'python': 'dict', All/);
    expect(row.output_preview).toHaveLength(2048);
  });

  it('keeps the start of an attribute with a reference behind it', () => {
    const { row, bodyOf } = offloaded({ attributes: ['a', 'short', 'b', long, 'c', encodeAttribute([long])], status_message: `Boom ${long}` });

    const { attributes, status_message } = toObservation(row);
    expect(attributes.a).toBe('short');
    expect(attributes.b).toMatch(/^All work.{1000,1100}… \[hfao-body:[a-p]{40}, 88000 bytes\]$/);
    expect(status_message).toMatch(/^Boom All/);
    expect(bodyOf(row.attributes![5])).toMatchObject({ contentType: 'application/json' });
    expect(JSON.parse(Buffer.from(bodyOf(row.attributes![5])!.bytes).toString())).toEqual([long]);
  });

  it('shortens the long strings of events and keeps the rest', () => {
    const events = [{ time: 't', name: 'exception', attributes: { 'exception.message': 'no', 'exception.stacktrace': `at\n${long}` } }];

    const { row, bodyOf } = offloaded({ events: JSON.stringify(events) });

    const shown = toObservation(row).events[0];
    expect(shown).toMatchObject({ name: 'exception', attributes: { 'exception.message': 'no', 'exception.stacktrace': expect.stringMatching(/^at\nAll.*bytes\]$/s) as string } });
    expect(Buffer.from(bodyOf(row.events)!.bytes).toString()).toBe(`at\n${long}`);
  });

  it('keeps the first of very many items and says where all of them are', () => {
    const documents = Array.from({ length: 3000 }, (_, i) => ({ id: String(i), content: 'a passage of text' }));

    const { row, bodyOf } = offloaded({ documents: JSON.stringify(documents) });

    const shown = toObservation(row).documents;
    expect(shown.slice(0, 100)).toEqual(documents.slice(0, 100));
    expect(shown.at(-1)).toEqual({ hfao_body: expect.stringMatching(REF) as string });
    expect(row.documents!.length).toBeLessThan(20_000);
    expect(JSON.parse(Buffer.from(bodyOf(row.documents)!.bytes).toString())).toEqual(documents);
  });

  it('takes the media out first, so that a picture alone moves no payload', () => {
    const big = Buffer.concat([png, randomBytes(200_000)]).toString('base64');

    const { row } = offloaded({ input: conversation(user(text('look'), { type: 'blob', content: big })) });

    expect(row.input_ref).toBeNull();
    expect(row.input!.length).toBeLessThan(300);
  });
});

it('does the same for log records', () => {
  const row = { body: `data:image/png;base64,${PNG}`, attributes: ['big', 'x'.repeat(70_000)] } as LogRow;
  const text = { body: `{"a":"${'y'.repeat(70_000)}"}`, attributes: null } as LogRow;
  const tally: OffloadTally = { offloaded: 0 };
  const offloader = new Offloader('p', () => keyring);

  for (const it of [row, text]) for (const stage of [logMediaStage(offloader), logLargeStage(offloader)]) stage(it, tally);

  expect(row.body).toMatch(/^hfao-body:[a-p]{40}$/);
  expect(row.attributes![1]).toMatch(/^x{1024}… \[hfao-body:[a-p]{40}, 70000 bytes\]$/);
  expect(text.body).toMatch(/^\{"a":"y+… \[hfao-body:/);
  expect(tally.offloaded).toBe(3);
});

it('leaves rows as they are while the project has no key', () => {
  const row = aRow({ project_id: 'p', input: 'x'.repeat(100_000), output: `data:image/png;base64,${PNG}` });
  const tally: OffloadTally = { offloaded: 0 };
  const offloader = new Offloader('p', () => undefined);

  mediaStage(offloader)(row, tally);
  largeStage(offloader)(row, tally);

  expect(row.input).toHaveLength(100_000);
  expect(tally).toEqual({ offloaded: 0 });
});
