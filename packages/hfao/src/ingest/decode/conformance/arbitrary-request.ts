import fc from 'fast-check';
import type { PlainRequest } from './reference.js';

export const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.string({ unit: 'grapheme-ascii', maxLength: 200 }));
const key = fc.oneof(text, fc.constantFrom('', '__proto__', 'constructor', 'gen_ai.usage.input_tokens', 'llm.input_messages.0.message.content', 'service.name'));
export const count = fc.oneof(fc.constant(0), fc.nat(5), fc.constant(0xffffffff));
export const id = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((it) => Buffer.from(it));
export const goodId = (bytes: number) => id(bytes).filter((it) => it.some((byte) => byte !== 0));
export const int64 = fc.oneof(
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.bigInt(-1000n, 1000n),
  fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n), -(2n ** 53n) + 1n, -(2n ** 32n), 2n ** 31n, 2n ** 32n),
).map(String);
export const nanos = fc.oneof(
  fc.bigInt(1_700_000_000_000_000_000n, 1_700_000_001_000_000_000n), fc.bigInt(0n, 2n ** 64n - 1n), fc.constantFrom(0n, 1n, 999n, 1000n, 2n ** 64n - 1n, 2n ** 53n * 1000n),
).map(String);
export const plainNanos = fc.bigInt(0n, 2n ** 53n * 1000n - 1n).map(String);
export const double = fc.double().map((it) => (Object.is(it, -0) ? 0 : it));

export const { anyValue } = fc.letrec<{ anyValue: PlainRequest }>((tie) => ({
  anyValue: fc.oneof(
    { maxDepth: 6, depthSize: 'small' },
    fc.record({ stringValue: text }),
    fc.record({ stringValue: text }),
    fc.record({ intValue: int64 }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ doubleValue: double }),
    fc.record({ bytesValue: fc.uint8Array({ maxLength: 40 }).map((it) => Buffer.from(it)) }),
    fc.constant({}),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie('anyValue'), { maxLength: 4 }) }) }),
    fc.record({ kvlistValue: fc.record({ values: fc.array(fc.record({ key, value: tie('anyValue') }), { maxLength: 4 }) }) }),
  ),
}));
export const attributes = fc.array(fc.record({ key, value: anyValue }, { requiredKeys: ['key'] }), { maxLength: 6 });

const event = fc.record({ timeUnixNano: plainNanos, name: text, attributes, droppedAttributesCount: count });
const link = fc.record({ traceId: id(16), spanId: id(8), traceState: text, attributes, droppedAttributesCount: count, flags: count });

const span = fc.record({
  traceId: goodId(16), spanId: goodId(8), parentSpanId: fc.oneof(goodId(8), fc.constant(Buffer.alloc(8)), fc.constant(Buffer.alloc(0))),
  traceState: text, name: text, kind: fc.integer({ min: 0, max: 5 }), startTimeUnixNano: nanos, endTimeUnixNano: nanos,
  attributes, droppedAttributesCount: count, events: fc.array(event, { maxLength: 2 }), droppedEventsCount: count,
  links: fc.array(link, { maxLength: 2 }), droppedLinksCount: count,
  status: fc.record({ message: text, code: fc.integer({ min: 0, max: 2 }) }, { requiredKeys: [] }), flags: count,
}, { requiredKeys: ['traceId', 'spanId'] });

const shared = { attributes, droppedAttributesCount: count };
const scope = fc.record({ name: text, version: text, ...shared }, { requiredKeys: [] });

/** A request of these items in their lists. */
export function requestOf([resources, scopes, items]: [string, string, string], item: fc.Arbitrary<PlainRequest>): fc.Arbitrary<PlainRequest> {
  const scopeItems = fc.record({ scope, [items]: fc.array(item, { maxLength: 4 }), schemaUrl: text }, { requiredKeys: [] });
  const resourceItems = fc.record({ resource: fc.record(shared, { requiredKeys: [] }), [scopes]: fc.array(scopeItems, { maxLength: 2 }), schemaUrl: text }, { requiredKeys: [] });
  return fc.record({ [resources]: fc.array(resourceItems, { maxLength: 2 }) });
}

/** Trace requests whose spans are all good: every kind of attribute, nested, empty, extreme; every field, or not. */
export const arbitraryRequest: fc.Arbitrary<PlainRequest> = requestOf(['resourceSpans', 'scopeSpans', 'spans'], span);
