// What a log record and a data point cost before and after the acknowledgement on one core: our check and our reader, in protobuf and JSON, over bodies
// made by OpenTelemetry's own SDK and serializers; protobufjs beside them. Only the ratios mean something across machines.
//   npm run build && node bench/decode-signals.mjs [--rounds 9]
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { JsonLogsSerializer, JsonMetricsSerializer, ProtobufLogsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import protobuf from 'protobufjs';

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '9' }, dist: { type: 'string', default: '../packages/hfao/dist' } } });
const rounds = Number(options.rounds);
const BODIES = 200;
const ITEMS = 50;

const decode = (file) => import(new URL(`${options.dist}/ingest/decode/${file}`, import.meta.url));
const [{ checkExport }, { readLogs }, { readMetrics }] = await Promise.all([decode('check-export.js'), decode('read-logs.js'), decode('read-metrics.js')]);
const schemas = protobuf.loadSync(['trace.proto', 'logs.proto', 'metrics.proto'].map((it) => fileURLToPath(new URL(`../packages/hfao/src/ingest/decode/conformance/${it}`, import.meta.url))));
const resource = resourceFromAttributes({ 'service.name': 'bench', 'host.name': 'a', 'hfao.project': 'bench' });

/** As coding agents log: an event of ten attributes about a call. */
function logs() {
  const exporter = new InMemoryLogRecordExporter();
  const logger = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter })] }).getLogger('bench', '1');
  for (let i = 0; i < ITEMS; i++) {
    logger.emit({
      eventName: 'agent.api_request', severityNumber: SeverityNumber.INFO, severityText: 'INFO', body: 'agent.api_request',
      attributes: { 'session.id': 'f2b1c7de-11aa', 'user.id': `u${i % 7}`, model: 'a-model', cost_usd: 0.0123 + i, duration_ms: 1234 + i, input_tokens: 900 + i, output_tokens: 120, cache_read_tokens: 12_000, 'event.sequence': i, 'prompt.id': `p-${i}` },
    });
  }
  return exporter.getFinishedLogRecords();
}

class CollectNow extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}

/** Half counters, half histograms of 14 bounds, each point with four attributes. */
async function metrics() {
  const reader = new CollectNow();
  const meter = new MeterProvider({ resource, readers: [reader] }).getMeter('bench', '1');
  const tokens = meter.createCounter('gen_ai.client.token.usage', { unit: '{token}' });
  const duration = meter.createHistogram('gen_ai.client.operation.duration', { unit: 's', advice: { explicitBucketBoundaries: Array.from({ length: 14 }, (_, i) => 0.01 * 2 ** i) } });
  for (let i = 0; i < ITEMS / 2; i++) {
    const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': `model-${i}`, 'gen_ai.provider.name': 'openai', 'server.port': 443 };
    tokens.add(i + 1, attributes);
    for (let n = 0; n < 20; n++) duration.record(n * 0.7, attributes);
  }
  return (await reader.collect()).resourceMetrics;
}

const copies = (body) => Array.from({ length: BODIES }, () => Buffer.from(body));
const [records, points] = [logs(), await metrics()];
let visited = 0;
const visit = () => { visited++; };
const contenders = [];
for (const [signal, type, read, inProtobuf, inJson] of [
  ['logs', 'ExportLogsServiceRequest', readLogs, ProtobufLogsSerializer.serializeRequest(records), JsonLogsSerializer.serializeRequest(records)],
  ['metrics', 'ExportMetricsServiceRequest', readMetrics, ProtobufMetricsSerializer.serializeRequest(points), JsonMetricsSerializer.serializeRequest(points)],
]) {
  const Request = schemas.lookupType(`otlp.${type}`);
  const [protobufBodies, jsonBodies] = [copies(inProtobuf), copies(inJson)];
  contenders.push(
    [`${signal}: protobufjs decode`, protobufBodies, (it) => Request.decode(it)],
    [`${signal}: check protobuf`, protobufBodies, (it) => checkExport(signal, it, 'protobuf')],
    [`${signal}: read protobuf`, protobufBodies, (it) => read(it, 'protobuf', visit)],
    [`${signal}: check JSON`, jsonBodies, (it) => checkExport(signal, it, 'json')],
    [`${signal}: read JSON`, jsonBodies, (it) => read(it, 'json', visit)],
  );
}

// The contenders take turns, so that a slow moment of the machine meets all of them.
const millis = contenders.map(() => []);
for (let round = -2; round < rounds; round++) {
  contenders.forEach(([, pool, run], i) => {
    const before = performance.now();
    for (const body of pool) run(body);
    if (round >= 0) millis[i].push(performance.now() - before);
  });
}
if (visited !== 4 * (rounds + 2) * BODIES * ITEMS) throw new Error(`${visited} items were read, not ${4 * (rounds + 2) * BODIES * ITEMS}`);

contenders.forEach(([name, pool], i) => {
  const sorted = millis[i].toSorted((a, b) => a - b);
  console.log(`${name.padEnd(28)} ${(1000 * sorted[rounds >> 1] / BODIES / ITEMS).toFixed(2).padStart(6)} us each, best ${(1000 * sorted[0] / BODIES / ITEMS).toFixed(2).padStart(6)}, ${Math.round(pool[0].length / ITEMS)} bytes each`);
});
