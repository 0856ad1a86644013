import { SpanStatusCode, trace as traceApi, ROOT_CONTEXT } from '@opentelemetry/api';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, SimpleSpanProcessor, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Observation } from '../packages/hfao/src/model/observation.js';
import { preparePython, runPython } from './python/environment.js';
import { startServer, type TestServer } from './server.js';

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

describe('the official JavaScript exporters', () => {
  it.each([
    ['protobuf', 'gzip', ProtobufExporter], ['protobuf', 'none', ProtobufExporter],
    ['json', 'gzip', JsonExporter], ['json', 'none', JsonExporter],
  ] as const)('deliver: %s, %s', async (encoding, compression, Exporter) => {
    const exporter = new Exporter({ url: `${server.otlpHttpUrl}/v1/traces`, compression: compression as CompressionAlgorithm });
    const name = `js ${encoding} ${compression}`;

    const { traceId, accepted } = await deliver(exporter, name);

    expect(accepted).toEqual([true, true]);
    await expectDelivered(traceId, name);
  });

  it.each(['gzip', 'none'])('deliver: gRPC, %s', async (compression) => {
    const { traceId, accepted } = await deliver(new GrpcExporter({ url: server.otlpGrpcUrl, compression: compression as CompressionAlgorithm }), `js grpc ${compression}`);

    expect(accepted).toEqual([true, true]);
    await expectDelivered(traceId, `js grpc ${compression}`);
  });

  it('deliver to the port that serves everything', async () => {
    const { traceId, accepted } = await deliver(new ProtobufExporter({ url: `${server.url}/v1/traces` }), 'js everything');

    expect(accepted).toEqual([true, true]);
    await expectDelivered(traceId, 'js everything');
  });
});

describe('the official Python exporters', () => {
  beforeAll(preparePython, 180_000);

  it.each([['proto', 'gzip'], ['proto', 'none'], ['json', 'gzip'], ['json', 'none'], ['grpc', 'gzip'], ['grpc', 'none']])('deliver: %s, %s', async (encoding, compression) => {
    const name = `py ${encoding} ${compression}`;

    const printed = await runPython('deliver.py', encoding, compression, encoding === 'grpc' ? server.otlpGrpcUrl : server.otlpHttpUrl, name);

    const { trace_id: traceId, accepted } = JSON.parse(printed) as { trace_id: string; accepted: boolean[] };
    expect(accepted).toEqual([true, true]);
    await expectDelivered(traceId, name);
  });
});

/** One trace of two spans through a real SDK. `accepted`: what the exporter was answered for each. */
async function deliver(exporter: SpanExporter, name: string): Promise<{ traceId: string; accepted: boolean[] }> {
  const accepted: boolean[] = [];
  const recording: SpanExporter = {
    export: (spans: ReadableSpan[], done) => exporter.export(spans, (result) => {
      accepted.push(result.code === 0);
      done(result);
    }),
    shutdown: () => exporter.shutdown(),
  };
  const provider = new BasicTracerProvider({ resource: resourceFromAttributes({ 'service.name': 'js', 'hfao.project': 'exporters' }), spanProcessors: [new SimpleSpanProcessor(recording)] });
  const tracer = provider.getTracer('test.deliver', '1.2.3');
  const root = tracer.startSpan(name, { attributes: { 'input.value': 'grüße 🎈', list: ['a', 'b'], big: 2 ** 52 + 1 } });
  const child = tracer.startSpan('child', {}, traceApi.setSpan(ROOT_CONTEXT, root));
  child.addEvent('noted', { n: 1.5 }).setStatus({ code: SpanStatusCode.ERROR, message: 'broken' }).end();
  root.end();
  await provider.forceFlush();
  await provider.shutdown();
  return { traceId: root.spanContext().traceId, accepted };
}

async function expectDelivered(traceId: string, name: string): Promise<void> {
  const { observations } = await server.getWhen<{ observations: Observation[] }>(`/api/v1/projects/exporters/traces/${traceId}`, (it) => it.observations.length === 2);

  const [root, child] = observations.toSorted((a, b) => Number(a.parent_observation_id !== null) - Number(b.parent_observation_id !== null));
  expect(root).toMatchObject({ name, project_id: expect.any(String), input: 'grüße 🎈', scope_name: 'test.deliver', scope_version: '1.2.3', attributes: { list: ['a', 'b'] } });
  expect(child).toMatchObject({ name: 'child', parent_observation_id: root.observation_id, status: 'error', status_message: 'broken' });
  expect(child.events).toMatchObject([{ name: 'noted', attributes: { n: 1.5 } }]);
}
