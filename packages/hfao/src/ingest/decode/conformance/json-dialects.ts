import type { PlainRequest } from './reference.js';

/** How senders write an export request in JSON. */
export interface JsonDialect { ids: (id: Buffer) => string; snakeCase: boolean; enumNames: boolean; integers: 'strings' | 'numbers' }

const KINDS = ['SPAN_KIND_UNSPECIFIED', 'SPAN_KIND_INTERNAL', 'SPAN_KIND_SERVER', 'SPAN_KIND_CLIENT', 'SPAN_KIND_PRODUCER', 'SPAN_KIND_CONSUMER'];
const TEMPORALITIES = ['AGGREGATION_TEMPORALITY_UNSPECIFIED', 'AGGREGATION_TEMPORALITY_DELTA', 'AGGREGATION_TEMPORALITY_CUMULATIVE'];
const SEVERITIES = ['UNSPECIFIED', ...['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap((it) => [it, `${it}2`, `${it}3`, `${it}4`])].map((it) => `SEVERITY_NUMBER_${it}`);
const CODES = ['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR'];

/** OTLP/JSON by the specification, and protojson as generic libraries write it. */
export const JSON_DIALECTS: Record<string, JsonDialect> = {
  'OTLP/JSON': { ids: (id) => id.toString('hex'), snakeCase: false, enumNames: false, integers: 'strings' },
  'OTLP/JSON with upper-case ids and integers as numbers': { ids: (id) => id.toString('hex').toUpperCase(), snakeCase: false, enumNames: false, integers: 'numbers' },
  'protojson with base64 ids and enum names': { ids: (id) => id.toString('base64'), snakeCase: false, enumNames: true, integers: 'strings' },
  'protojson with proto field names': { ids: (id) => id.toString('base64url'), snakeCase: true, enumNames: true, integers: 'numbers' },
};

export function encodeJson(request: PlainRequest, dialect: JsonDialect): Buffer {
  return Buffer.from(write(request, '', dialect));
}

function write(value: unknown, field: string, dialect: JsonDialect): string {
  if (Buffer.isBuffer(value)) return JSON.stringify(field === 'bytesValue' ? value.toString('base64') : dialect.ids(value));
  if (Array.isArray(value)) return `[${value.map((it) => write(it, field, dialect)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value).map(([name, it]) => `${JSON.stringify(dialect.snakeCase ? snake(name) : name)}:${write(it, name, dialect)}`).join(',')}}`;
  }
  if (/UnixNano$|^(?:intValue|asInt|count|zeroCount|bucketCounts)$/.test(field)) return dialect.integers === 'numbers' ? String(value) : JSON.stringify(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return JSON.stringify(String(value));
  if (dialect.enumNames && field === 'kind') return JSON.stringify(KINDS[value as number]);
  if (dialect.enumNames && field === 'severityNumber') return JSON.stringify(SEVERITIES[value as number]);
  if (dialect.enumNames && field === 'aggregationTemporality') return JSON.stringify(TEMPORALITIES[value as number]);
  if (dialect.enumNames && field === 'code') return JSON.stringify(CODES[value as number]);
  return JSON.stringify(value);
}

const snake = (name: string) => name.replace(/[A-Z]/g, (it) => `_${it.toLowerCase()}`);
