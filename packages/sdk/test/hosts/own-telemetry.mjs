// A program with an OpenTelemetry set-up of its own (SDK 2.x), which sends to HOST_COLLECTOR.
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import * as hfao from '@hfao/sdk';

const theirs = new SimpleSpanProcessor(new OTLPTraceExporter({ url: `${process.env.HOST_COLLECTOR}/v1/traces` }));
const explicit = process.env.HOST_EXPLICIT === '1' ? [new hfao.HfaoSpanProcessor({ project: 'mine' })] : [];
const provider = new BasicTracerProvider({ resource: resourceFromAttributes({ 'service.name': 'shop' }), spanProcessors: [theirs, ...explicit] });
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
// HOST_SEALED: a provider that lets nobody in.
trace.setGlobalTracerProvider(process.env.HOST_SEALED === '1' ? { getTracer: (...args) => provider.getTracer(...args) } : provider);

if (explicit.length === 0) hfao.init({ project: 'mine' });
await trace.getTracer('shop').startActiveSpan('checkout', async (span) => {
  await hfao.session('s-1', () => hfao.observe('advise', async () => 'buy')());
  span.end();
});
await provider.forceFlush();
await hfao.flush();
