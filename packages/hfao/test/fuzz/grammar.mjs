import { pick } from './mutate.mjs';

const LISTS = { traces: ['resourceSpans', 'scopeSpans', 'spans'], logs: ['resourceLogs', 'scopeLogs', 'logRecords'], metrics: ['resourceMetrics', 'scopeMetrics', 'metrics'] };
const TEXTS = ['', 'gpt-4o', 'tool', 'ERROR', '5', '{}', '[', '{"messages":[{"role":"user","content":"hi"}]}', '[{"role":"assistant","parts":[{"type":"text","content":"x"}]}]', 'data:image/png;base64,AAAA', '\u0000', 'ß🎈', '__proto__', 'a'.repeat(300)];
const INTEGERS = ['0', '1', '-1', '42', '1000', '9007199254740991', '9007199254740993', '9223372036854775807', '-9223372036854775808'];
const DOUBLES = [0, 0.5, -1.5, 1e308, 5e-324, NaN, Infinity, -Infinity, 1700000000.25];
const NANOS = ['0', '1', '999', '1700000000000000000', '1700000000123456789', '1700000001000000000', '18446744073709551615'];

/**
 * Makes export requests as plain data (bytes as Buffer, 64-bit integers as digits): well formed, and as odd as senders may be.
 * @param {readonly string[]} keys attribute keys that some sender really uses, so that every dialect has something to do
 */
export class Grammar {
  constructor(keys, random) {
    this.keys = keys;
    this.random = random;
  }

  request(signal) {
    const [resources, scopes, items] = LISTS[signal];
    const item = { traces: () => this.span(), logs: () => this.log(), metrics: () => this.metric() }[signal];
    return { [resources]: this.some(2, () => ({ resource: { attributes: this.attributes() }, [scopes]: this.some(2, () => ({ scope: { name: this.text(), version: '1' }, [items]: this.some(4, item) })) })) };
  }

  span() {
    return {
      traceId: this.id(16), spanId: this.id(8), parentSpanId: pick([this.id(8), Buffer.alloc(0), Buffer.alloc(8)], this.random), name: this.text(), kind: this.below(6),
      startTimeUnixNano: this.nanos(), endTimeUnixNano: this.nanos(), attributes: this.attributes(), status: { code: this.below(3), message: this.text() }, flags: this.below(1024),
      events: this.some(3, () => ({ timeUnixNano: this.nanos(), name: pick(['exception', 'gen_ai.choice', 'gen_ai.user.message', this.text()], this.random), attributes: this.attributes() })),
      links: this.some(2, () => ({ traceId: this.id(16), spanId: this.id(8), attributes: this.attributes() })),
    };
  }

  log() {
    return {
      timeUnixNano: this.nanos(), observedTimeUnixNano: this.nanos(), severityNumber: this.below(25), severityText: this.text(), body: this.value(0), attributes: this.attributes(),
      flags: this.below(256), traceId: this.id(16), spanId: this.id(8), eventName: pick(['', 'gen_ai.choice', 'gen_ai.client.inference.operation.details', 'gen_ai.evaluation.result', this.text()], this.random),
    };
  }

  metric() {
    const facts = { name: pick(['gen_ai.client.token.usage', this.text()], this.random), description: this.text(), unit: '{token}', metadata: this.attributes() };
    const aggregationTemporality = this.below(3);
    const dataPoints = (fields) => this.some(4, () => ({ startTimeUnixNano: this.nanos(), timeUnixNano: this.nanos(), attributes: this.attributes(), flags: this.below(2), ...fields() }));
    const distribution = () => ({ count: this.count(), sum: this.double(), min: this.double(), max: this.double(), exemplars: this.exemplars() });
    const row = () => ({ offset: this.below(100) - 50, bucketCounts: this.some(6, () => this.count()) });
    switch (this.below(5)) {
      case 0: return { ...facts, gauge: { dataPoints: dataPoints(() => this.number()) } };
      case 1: return { ...facts, sum: { dataPoints: dataPoints(() => this.number()), aggregationTemporality, isMonotonic: this.below(2) === 1 } };
      case 2: return { ...facts, histogram: { dataPoints: dataPoints(() => ({ ...distribution(), bucketCounts: this.some(6, () => this.count()), explicitBounds: this.some(5, () => this.double()) })), aggregationTemporality } };
      case 3: return { ...facts, exponentialHistogram: { dataPoints: dataPoints(() => ({ ...distribution(), scale: this.below(30) - 10, zeroCount: this.count(), positive: row(), negative: row(), zeroThreshold: this.double() })), aggregationTemporality } };
      default: return { ...facts, summary: { dataPoints: dataPoints(() => ({ count: this.count(), sum: this.double(), quantileValues: this.some(3, () => ({ quantile: this.double(), value: this.double() })) })) } };
    }
  }

  number() { return { ...(this.below(2) === 0 ? { asInt: pick(INTEGERS, this.random) } : { asDouble: this.double() }), exemplars: this.exemplars() }; }
  exemplars() { return this.some(2, () => ({ timeUnixNano: this.nanos(), asDouble: this.double(), traceId: this.id(16), spanId: this.id(8), filteredAttributes: this.attributes() })); }

  attributes() { return this.some(8, () => ({ key: this.below(12) === 0 ? this.text() : pick(this.keys, this.random), value: this.value(0) })); }

  value(depth) {
    switch (this.below(depth > 4 ? 6 : 9)) {
      case 0: case 1: case 2: return { stringValue: this.text() };
      case 3: return { intValue: pick(INTEGERS, this.random) };
      case 4: return { doubleValue: this.double() };
      case 5: return pick([{ boolValue: true }, { bytesValue: Buffer.from(this.text()) }, {}], this.random);
      case 6: case 7: return { arrayValue: { values: this.some(4, () => this.value(depth + 1)) } };
      default: return { kvlistValue: { values: this.some(4, () => ({ key: pick(['role', 'content', 'type', 'parts', 'name', ...TEXTS], this.random), value: this.value(depth + 1) })) } };
    }
  }

  some(most, make) { return Array.from({ length: this.below(most + 1) }, make); }
  below(bound) { return Math.floor(this.random() * bound); }
  text() { return pick(TEXTS, this.random); }
  double() { return pick(DOUBLES, this.random); }
  count() { return pick(INTEGERS.filter((it) => !it.startsWith('-')), this.random); }
  nanos() { return pick(NANOS, this.random); }

  /** Mostly good; now and then zero, or of a wrong length. */
  id(bytes) {
    const odd = this.below(40);
    const id = Buffer.alloc(odd === 0 ? bytes - 1 : bytes);
    if (odd !== 1) for (let i = 0; i < id.length; i++) id[i] = 1 + this.below(255);
    return id;
  }
}
