import { SeverityNumber } from '@opentelemetry/api-logs';
import { OTLPLogExporter as GrpcLogs } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as JsonLogs } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufLogs } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter as GrpcMetrics } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPMetricExporter as JsonMetrics } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufMetrics } from '@opentelemetry/exporter-metrics-otlp-proto';
import type { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor, type LogRecordExporter } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader, type PushMetricExporter } from '@opentelemetry/sdk-metrics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IngestHealth } from '../packages/hfao/src/model/ingest-health.js';
import { preparePython, runPython } from './python/environment.js';
import { startServer, type TestServer } from './server.js';

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

const WAYS = [['protobuf', 'gzip'], ['protobuf', 'none'], ['json', 'gzip'], ['json', 'none'], ['grpc', 'gzip'], ['grpc', 'none']] as const;
type Way = (typeof WAYS)[number][0];

describe('the official JavaScript exporters', () => {
  it.each(WAYS)('deliver logs and metrics: %s, %s', async (way, compression) => {
    const project = `js-${way}-${compression}`;
    const options = (path: string) => ({ url: way === 'grpc' ? server.otlpGrpcUrl : `${server.otlpHttpUrl}${path}`, compression: compression as CompressionAlgorithm });
    const logs = { protobuf: ProtobufLogs, json: JsonLogs, grpc: GrpcLogs }[way];
    const metrics = { protobuf: ProtobufMetrics, json: JsonMetrics, grpc: GrpcMetrics }[way];

    const accepted = [await deliverLogs(new logs(options('/v1/logs')), project), await deliverMetrics(new metrics(options('/v1/metrics')), project)];

    expect(accepted).toEqual([[true, true], [true]]);
    await expectStored(project);
  });
});

describe('the official Python exporters', () => {
  beforeAll(preparePython, 180_000);

  it.each(WAYS)('deliver logs and metrics: %s, %s', async (way: Way, compression) => {
    const project = `py-${way}-${compression}`;

    const printed = await runPython('deliver_signals.py', way === 'protobuf' ? 'proto' : way, compression, way === 'grpc' ? server.otlpGrpcUrl : server.otlpHttpUrl, project);

    expect(JSON.parse(printed)).toEqual({ logs: [true, true], metrics: [true] });
    await expectStored(project);
  });
});

/** Two records through a real SDK. @returns what the exporter was answered for each */
async function deliverLogs(exporter: LogRecordExporter, project: string): Promise<boolean[]> {
  const accepted: boolean[] = [];
  const recording: LogRecordExporter = {
    export: (records, done) => exporter.export(records, (result) => {
      accepted.push(result.code === 0);
      done(result);
    }),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
  const provider = new LoggerProvider({ resource: resourceFromAttributes({ 'hfao.project': project }), processors: [new SimpleLogRecordProcessor({ exporter: recording })] });
  const logger = provider.getLogger('test.deliver', '1.2.3');
  logger.emit({ eventName: 'gen_ai.choice', severityNumber: SeverityNumber.WARN, body: { parts: ['grüße 🎈', 2] }, attributes: { list: ['a', 'b'] } });
  logger.emit({ body: 'plain' });
  await provider.forceFlush();
  await provider.shutdown();
  return accepted;
}

/** A counter and a histogram through a real SDK, in one request. */
async function deliverMetrics(exporter: PushMetricExporter, project: string): Promise<boolean[]> {
  const accepted: boolean[] = [];
  const send = exporter.export.bind(exporter);
  exporter.export = (metrics, done) => send(metrics, (result) => {
    accepted.push(result.code === 0);
    done(result);
  });
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 });
  const provider = new MeterProvider({ resource: resourceFromAttributes({ 'hfao.project': project }), readers: [reader] });
  const meter = provider.getMeter('test.deliver', '1.2.3');
  meter.createCounter('tokens', { unit: '{token}' }).add(5, { model: 'gpt-4o' });
  meter.createHistogram('duration', { unit: 's' }).record(0.5, { model: 'gpt-4o' });
  await provider.shutdown();
  return accepted;
}

async function expectStored(project: string): Promise<void> {
  const health = await server.getWhen<IngestHealth>(`/api/v1/projects/${project}/ingest-health`, (it) => it.stored_log_records === 2 && it.stored_data_points === 2);

  expect(health).toMatchObject({ status: 'ok', received_log_records: 2, rejected_log_records: 0, received_data_points: 2, rejected_data_points: 0, rejections: [], dead_letters: 0 });
}
