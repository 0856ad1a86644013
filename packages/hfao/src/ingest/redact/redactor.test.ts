import { describe, expect, it } from 'vitest';
import { Parts } from '../../../test/fixtures/redaction/random.js';
import { TRUE_VALUES } from '../../../test/fixtures/redaction/true-values.js';
import { decodeAttribute, encodeAttribute } from '../../model/attribute-value.js';
import { RedactionProfile } from '../../model/redaction.js';
import { redactorOf } from './redactor.js';

const make = (profile: Record<string, unknown> = {}, key = Buffer.alloc(32)) => redactorOf(RedactionProfile.parse(profile), key);
const redactor = make();
const clean = (text: string) => redactor.text(text, {});
const CARD = '4111 1111 1111 1111'.replaceAll(' ', '');

describe('what stands in the place of a value', () => {
  it('is its kind, and kinds are counted', () => {
    const counts = {};

    const text = redactor.text('from a@example.com to b@example.com, from 203.0.113.9', counts);

    expect(text).toBe('from [REDACTED:email] to [REDACTED:email], from [REDACTED:ip]');
    expect(counts).toEqual({ email: 2, ip: 1 });
  });

  it('is a keyed hash where the profile says so: equal for equal values, however they are written', () => {
    const hashing = make({ hash_only: true });

    const [one, two, other] = ['Jane@Example.com', 'jane@example.com', 'joan@example.com'].map((it) => hashing.text(it, {}));

    expect(one).toMatch(/^\[SHA256:[0-9a-f]{16}\]$/);
    expect(two).toBe(one);
    expect(other).not.toBe(one);
    expect(make({ hash_only: true }, Buffer.alloc(32, 1)).text('jane@example.com', {})).not.toBe(one);
    expect(hashing.text(one, {})).toBe(one);
  });

  it('is nothing for a kind that is not wanted', () => {
    expect(make({ kinds: ['ip'] }).text('a@example.com 203.0.113.9', {})).toBe('a@example.com [REDACTED:ip]');
    expect(make({ kinds: [] }).text('a@example.com 203.0.113.9', {})).toBe('a@example.com 203.0.113.9');
  });

  it('covers all of what several kinds claim', () => {
    const token = TRUE_VALUES.find((it) => it.kind === 'jwt')!.value;

    expect(clean(`Authorization: Bearer ${token}`)).toBe('Authorization: Bearer [REDACTED:jwt]');
  });
});

describe('JSON', () => {
  it.each([
    ['a bare number', `{"card":${CARD},"n":1}`, { card: '[REDACTED:card]', n: 1 }],
    ['a bare number in a list', `[1, ${CARD} , 2]`, [1, '[REDACTED:card]', 2]],
    ['a whole negative number', `{"a":-${CARD}}`, { a: '[REDACTED:card]' }],
    ['an escape before an email', '{"t":"x\\nbob@example.com"}', { t: 'x\n[REDACTED:email]' }],
    ['a coded character before an email', '{"t":"\\u0041bob@example.com"}', { t: 'A[REDACTED:email]' }],
    ['a coded character before a card', `{"t":"\\u0020${CARD}"}`, { t: ' [REDACTED:card]' }],
    ['a quote behind an email', '{"t":"\\"bob@example.com\\""}', { t: '"[REDACTED:email]"' }],
    ['an escaped backslash before an email', '{"t":"C:\\\\bob@example.com"}', { t: 'C:\\b[REDACTED:email]' }],
    ['a bearer token in a header', '{"h":"Bearer abcdef0123456789abcdef"}', { h: 'Bearer [REDACTED:bearer]' }],
  ])('stays JSON around %s', (_, text, value) => {
    expect(JSON.parse(clean(text))).toEqual(value);
  });

  it('stays JSON inside of JSON', () => {
    const inner = JSON.stringify({ card: Number(CARD), list: [Number(CARD)], to: 'x\nbob@example.com', password: 'quote"in5ide' });
    const text = JSON.stringify({ arguments: inner, numbers: `[${CARD}]` });

    const read = JSON.parse(clean(text)) as { arguments: string; numbers: string };

    expect(JSON.parse(read.numbers)).toEqual(['[REDACTED:card]']);
    expect(JSON.parse(read.arguments)).toMatchObject({ card: '[REDACTED:card]', to: 'x\n[REDACTED:email]', password: '[REDACTED:bearer]' });
  });

  it('keeps its shape whatever it holds', () => {
    const parts = new Parts(7);
    for (let round = 0; round < 1500; round++) {
      const value = [arbitrary(parts, 4), { a: arbitrary(parts, 3) }];
      const text = parts.below(2) === 0 ? JSON.stringify(value) : JSON.stringify(value, null, 1).replace(/[\u0080-\uffff]/g, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`);

      const redacted = parsed(clean(text), text);

      expect({ text, shape: shapeOf(redacted) }).toEqual({ text, shape: shapeOf(value) });
    }
  });
});

describe('what comes again and again', () => {
  it('is cleaned every time it has something to take out, and left as it is every time it has not', () => {
    const counts = {};
    const [clean, dirty] = ['[{"name":"search"}]', '[{"name":"search","owner":"bob@example.com"}]'];

    const results = [1, 2, 3].flatMap(() => [redactor.repeated(clean, counts), redactor.repeated(dirty, counts)]);

    expect(new Set(results)).toEqual(new Set([clean, '[{"name":"search","owner":"[REDACTED:email]"}]']));
    expect(counts).toEqual({ email: 3 });
  });
});

describe('map values', () => {
  it.each<[string, unknown, unknown]>([
    ['a', 'bob@example.com', '[REDACTED:email]'], ['a', CARD, '[REDACTED:card]'], ['a', Number(CARD), '[REDACTED:card]'], ['a', ['x', 'bob@example.com'], ['x', '[REDACTED:email]']],
    ['a', { b: ' bob@example.com' }, { b: ' [REDACTED:email]' }], ['a', 5, 5], ['a', true, true], ['a', ' [1]', ' [1]'],
    ['db.password', 'hunter22!', '[REDACTED:bearer]'], ['http.request.header.authorization', ['Basic dXNlcjpwYXNzMTIz'], ['[REDACTED:bearer]']], ['gen_ai.usage.input_tokens', 120_000_000, 120_000_000],
  ])('under %s are read as they are meant: %j', (key, value, expected) => {
    expect(decodeAttribute(redactor.value(key, encodeAttribute(value as never), {}))).toEqual(expected);
  });

  it('may be four numbers where the key says that they are a version', () => {
    expect(redactor.value('service.version', '10.1.2.3', {})).toBe('10.1.2.3');
    expect(redactor.value('client.address', '10.1.2.3', {})).toBe('[REDACTED:ip]');
  });
});

describe('time', () => {
  const BYTES = 30_000;
  const pem = `${'-'.repeat(5)}BEGIN RSA PRIVATE KEY${'-'.repeat(5)}`;
  const repeated = (unit: string) => (length: number) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
  it.each<[string, (length: number) => string]>([
    ['@', repeated('@')], ['a@', repeated('a@')], ['a.@', repeated('a.a@')], ['letters and one @', (n) => `${'a'.repeat(n)}@`], ['digits', repeated('4')], ['digits in groups', repeated('4111 ')], ['digits with dashes', repeated('411-11-')],
    ['digit dots', repeated('1.')], ['dots', repeated('.')], ['eyJ', repeated('eyJ')], ['eyJ.', repeated('eyJhbGciOiJIUzI1NiJ9.')], ['PEM heads', repeated(pem)], ['PEM head and lines', (n) => pem + repeated('A')(n)],
    ['PEM heads and lines', repeated(`${pem}AAAAAAAAAAAAAAAAAAAAAAAA `)], ['dashes', repeated('-')], ['sk-', repeated('sk-')], ['sk-ant-', repeated('sk-ant-aaaaaaaaaaaaaaaa ')], ['hf_', repeated('hf_')], ['ghp_', repeated('ghp_a')], ['AKIA', repeated('AKIA')],
    ['plus', repeated('+1')], ['plus groups', repeated('+1 2 3 ')], ['colons', repeated(':')], ['hex colons', repeated('a1:')], ['double colons', repeated('a::')], ['password=', repeated('password=')], ['password:"', repeated('password:"')],
    ['backslashes', repeated('\\')], ['escaped quotes', repeated('\\"')], ['password backslashes', repeated('password="\\')], ['Bearer', repeated('Bearer ')], ['://', repeated('http://a:b')], ['//@', repeated('a://b:c@')],
    ['numbers in JSON', (n) => `[${repeated(`${CARD},`)(n)}1]`], ['numbers in a string of JSON', (n) => `["${repeated(`${CARD} ,`)(n)}"]`], ['base64', repeated('QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo+/12345678')], ['%40', repeated('a%40')], ['emails', repeated('a@b.co ')],
  ])('is linear in a text of %s', (_, text) => {
    const [short, long] = [text(BYTES), text(8 * BYTES)];
    const [one, eight] = [fastest(() => clean(short)), fastest(() => clean(long))];

    // Eight times the text: linear time takes eight times as long, quadratic 64 times. What is done in no time at all is not measured.
    expect(eight).toBeLessThan(Math.max(30 * one, 200));
  });
});

/** Milliseconds of CPU: other work on the machine does not count. */
function fastest(work: () => void): number {
  return Math.min(...[0, 1, 2].map(() => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  }));
}

function parsed(redacted: string, text: string): unknown {
  try {
    return JSON.parse(redacted);
  } catch (cause) {
    throw new Error(`${text}\nbecame ${redacted}`, { cause });
  }
}

/** JSON data with true values of every kind among its strings, some glued to others. */
function arbitrary(parts: Parts, depth: number): unknown {
  const kind = parts.below(depth > 0 ? 9 : 6);
  switch (kind) {
    case 0: return parts.pick([0, -1.5, 1e21, Number(CARD), -Number(CARD), 219099999, true, null]);
    case 1: return JSON.stringify(arbitrary(parts, depth - 1));
    case 2: return parts.pick(TRUE_VALUES).text;
    case 3: return parts.pick(['\n', '"', '\\', '\u00e9', '\u2028', '\\n', 'password=', 'Bearer ', '\ud83d\ude00', '']) + parts.pick(TRUE_VALUES).value + parts.pick(['"', '\\', '\n', ',', '}', '\\"', '\u00e9', '']);
    case 4: return `${parts.pick(['', 'x', ' "'])}${parts.pick(TRUE_VALUES).text}${parts.pick(TRUE_VALUES).text}`;
    case 5: return parts.base62(parts.below(30));
    case 6: case 7: return Array.from({ length: parts.below(4) }, () => arbitrary(parts, depth - 1));
    default: return Object.fromEntries(Array.from({ length: parts.below(4) }, () => [parts.pick(['a', 'password', 'api_key', 'ssn', 'version', 'to', '"', 'x\\']), arbitrary(parts, depth - 1)]));
  }
}

/** Lists, objects and their keys; strings and numbers are leaves alike. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (value !== null && typeof value === 'object') return Object.entries(value).map(([key, it]) => [key, shapeOf(it)]);
  return value === null || typeof value === 'boolean' ? value : 'leaf';
}
