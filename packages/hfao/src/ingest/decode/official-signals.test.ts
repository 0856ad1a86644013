import { ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { JsonLogsSerializer, JsonMetricsSerializer, ProtobufLogsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { AggregationType, MeterProvider, MetricReader, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { describe, expect, it } from 'vitest';
import { readAllLogs } from './conformance/reference-logs.js';
import { readAllPoints } from './conformance/reference-metrics.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';
const resource = resourceFromAttributes({ 'service.name': 'official', 'hfao.project': 'ours' });

class CollectNow extends MetricReader {
  protected override async onForceFlush() {}
  protected override async onShutdown() {}
}

function emittedLogs() {
  const exporter = new InMemoryLogRecordExporter();
  const logger = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter })] }).getLogger('test.logs', '1.2.3');
  const context = trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: TraceFlags.SAMPLED });
  logger.emit({ context, timestamp: [1_700_000_000, 123_456_789], eventName: 'gen_ai.choice', severityNumber: SeverityNumber.WARN, severityText: 'warning', body: { message: { role: 'assistant', parts: ['grüße 🎈', 2, true, null] } }, attributes: { 'gen_ai.system': 'openai', list: ['a', 'b'] } });
  logger.emit({ body: 'plain' });
  return exporter.getFinishedLogRecords();
}

async function collectedMetrics(): Promise<ResourceMetrics> {
  const reader = new CollectNow();
  const provider = new MeterProvider({ resource, readers: [reader], views: [{ instrumentName: 'spread', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }] });
  const meter = provider.getMeter('test.metrics', '1.2.3');
  meter.createCounter('tokens', { unit: '{token}', description: 'used' }).add(5, { model: 'gpt-4o' });
  meter.createGauge('load').record(0.25);
  const duration = meter.createHistogram('duration', { unit: 's', advice: { explicitBucketBoundaries: [0.1, 1] } });
  for (const seconds of [0.05, 0.5, 5]) duration.record(seconds, { route: '/' });
  meter.createHistogram('spread').record(3);
  return (await reader.collect()).resourceMetrics;
}

describe('what the official SDK and its serializers write', () => {
  it('is read back: logs', () => {
    const records = emittedLogs();

    const inProtobuf = readAllLogs(ProtobufLogsSerializer.serializeRequest(records)!, 'protobuf');
    const inJson = readAllLogs(JsonLogsSerializer.serializeRequest(records)!, 'json');

    expect(inJson).toEqual(inProtobuf);
    expect(inProtobuf).toHaveLength(2);
    expect(inProtobuf[0]).toMatchObject({
      record: {
        traceId: TRACE_ID, spanId: SPAN_ID, time: 1_700_000_000_123_456, severity: 13, severityText: 'warning', eventName: 'gen_ai.choice', flags: 1, oddIds: null,
        body: { message: { role: 'assistant', parts: ['grüße 🎈', 2, true, null] } }, attributes: { 'gen_ai.system': 'openai', list: ['a', 'b'] },
      },
      resource: { attributes: { 'hfao.project': 'ours' } }, scope: { name: 'test.logs', version: '1.2.3' },
    });
    expect(inProtobuf[1].record).toMatchObject({ traceId: '', spanId: '', body: 'plain', severity: 0 });
  });

  it('is read back: metrics', async () => {
    const metrics = await collectedMetrics();

    const inProtobuf = readAllPoints(ProtobufMetricsSerializer.serializeRequest(metrics)!, 'protobuf');
    const inJson = readAllPoints(JsonMetricsSerializer.serializeRequest(metrics)!, 'json');

    expect(inJson).toEqual(inProtobuf);
    const [duration, load, spread, tokens] = inProtobuf.map((it) => it.point).toSorted((a, b) => a.metric.name.localeCompare(b.metric.name));
    expect(tokens).toMatchObject({ metric: { name: 'tokens', unit: '{token}', description: 'used', type: 'sum', temporality: 2, isMonotonic: true }, value: 5, attributes: { model: 'gpt-4o' } });
    expect(load).toMatchObject({ metric: { name: 'load', type: 'gauge', temporality: 0 }, value: 0.25, isInteger: false });
    expect(duration).toMatchObject({ metric: { type: 'histogram' }, count: 3, sum: 5.55, min: 0.05, max: 5, buckets: { kind: 'explicit', bounds: [0.1, 1], counts: [1, 1, 1] }, attributes: { route: '/' } });
    expect(spread).toMatchObject({ metric: { name: 'spread', type: 'exponential_histogram' }, count: 1, sum: 3, buckets: { kind: 'exponential', positive: { counts: [1] } } });
  });
});
