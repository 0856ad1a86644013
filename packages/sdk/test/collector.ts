import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import protobuf from 'protobufjs';

/** The part of opentelemetry-proto (trace/v1, common/v1, resource/v1) that a span needs; field numbers as published. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Export { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { Scope scope = 1; repeated Span spans = 2; }
  message Scope { string name = 1; string version = 2; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5;
    fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9; repeated Event events = 11; Status status = 15;
  }
  message Event { string name = 2; repeated KeyValue attributes = 3; }
  message Status { string message = 2; int32 code = 3; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; ArrayValue array_value = 5; } }
  message ArrayValue { repeated AnyValue values = 1; }
`, { keepCase: true });
const Export = root.lookupType('Export');

export interface ReceivedSpan {
  trace_id: string;
  span_id: string;
  parent_span_id: string;
  name: string;
  scope: string;
  attributes: Record<string, unknown>;
  resource: Record<string, unknown>;
  events: { name: string; attributes: Record<string, unknown> }[];
  status: { code: number; message: string };
}

export interface Collector {
  url: string;
  spans: ReceivedSpan[];
  requests: { path: string; headers: IncomingHttpHeaders; status: number }[];
  close(): Promise<void>;
}

/**
 * A small OTLP/HTTP collector on loopback that keeps what it is sent.
 * @param statusOf what to answer to the n-th request, 0-based; `hang`: no answer at all
 */
export async function startCollector(statusOf: (n: number, spans: number) => number | 'hang' = () => 200): Promise<Collector> {
  const collected: Pick<Collector, 'spans' | 'requests'> = { spans: [], requests: [] };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const body = Buffer.concat(chunks);
      const spans = spansOf(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body);
      const status = statusOf(collected.requests.length, spans.length);
      collected.requests.push({ path: request.url ?? '', headers: request.headers, status: status === 'hang' ? 0 : status });
      if (status === 'hang') return;
      if (status === 200) collected.spans.push(...spans);
      response.writeHead(status, { 'content-type': 'application/x-protobuf', ...(status === 429 ? { 'retry-after': '0' } : {}) }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => new Promise<void>((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });
  return { ...collected, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

function spansOf(body: Uint8Array): ReceivedSpan[] {
  const { resource_spans = [] } = Export.toObject(Export.decode(body), { longs: String });
  return resource_spans.flatMap(({ resource, scope_spans = [] }: Tree) => scope_spans.flatMap(({ scope, spans = [] }: Tree) => spans.map((span: Tree): ReceivedSpan => ({
    trace_id: hex(span.trace_id), span_id: hex(span.span_id), parent_span_id: hex(span.parent_span_id), name: span.name, scope: scope?.name ?? '',
    attributes: record(span.attributes), resource: record(resource?.attributes),
    events: (span.events ?? []).map((it: Tree) => ({ name: it.name, attributes: record(it.attributes) })),
    status: { code: span.status?.code ?? 0, message: span.status?.message ?? '' },
  }))));
}

// What a decoder without generated types gives.
// oxlint-disable-next-line typescript/no-explicit-any
type Tree = any;

const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('hex');
const record = (attributes: Tree[] | undefined) => Object.fromEntries((attributes ?? []).map((it) => [it.key, plain(it.value)]));

function plain(value: Tree): unknown {
  if (value?.array_value) return (value.array_value.values ?? []).map(plain);
  if (value?.int_value !== undefined) return Number(value.int_value);
  return value?.string_value ?? value?.bool_value ?? value?.double_value;
}
