import { context, createContextKey, ProxyTracerProvider, ROOT_CONTEXT, trace, type Tracer, type TracerProvider } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Settings } from './settings.js';

export const SCOPE = '@hfao/sdk';

/** How our processor came to see spans. */
export interface Connection {
  /**
   * - `own`: there was no set-up; ours is the global one now
   * - `joined`: our processor was added to the provider that is there
   * - `beside`: that provider takes no processor; only what is started through `provider` reaches us
   */
  how: 'own' | 'joined' | 'beside';
  provider: TracerProvider;
  /** Takes our processor, and what we registered, out again. */
  leave(): void;
}

let beside: TracerProvider | undefined;

/** Where `observe` starts its spans: the global provider, unless that one cannot be joined. */
export function tracer(): Tracer {
  return (beside ?? trace).getTracer(SCOPE);
}

/** The trace that the running code belongs to, to print or to link to. Undefined outside of one. */
export function traceId(): string | undefined {
  return trace.getActiveSpan()?.spanContext().traceId;
}

/** Joins the OpenTelemetry set-up of the host, or makes one. The host's own exporters go on as before. */
export function connect(processor: SpanProcessor, settings: Settings): Connection {
  const leaveContext = registerContextManager();
  const theirs = registeredProvider();
  if (theirs === undefined) {
    const provider = newProvider(processor, settings);
    trace.setGlobalTracerProvider(provider);
    return { how: 'own', provider, leave: () => (trace.disable(), leaveContext()) };
  }
  const leave = addTo(theirs, processor);
  if (leave !== undefined) return { how: 'joined', provider: theirs, leave: () => (leave(), leaveContext()) };
  beside = newProvider(processor, settings);
  return { how: 'beside', provider: beside, leave: () => ((beside = undefined), leaveContext()) };
}

function newProvider(processor: SpanProcessor, settings: Settings): BasicTracerProvider {
  const named = settings.serviceName === undefined ? {} : { 'service.name': settings.serviceName };
  const resource = defaultResource().merge(detectResources({ detectors: [envDetector] })).merge(resourceFromAttributes({ ...named, ...settings.resource }));
  return new BasicTracerProvider({ resource, spanProcessors: [processor], ...roomForConversations() });
}

/** A conversation is flattened to several attributes a message; OpenTelemetry's limit of 128 would cut its end off. */
function roomForConversations(): { spanLimits?: { attributeCountLimit: number } } {
  const chosen = process.env.OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT ?? process.env.OTEL_ATTRIBUTE_COUNT_LIMIT;
  return chosen ? {} : { spanLimits: { attributeCountLimit: 10_000 } };
}

/** The provider that the host registered, if it did. */
function registeredProvider(): TracerProvider | undefined {
  const global = trace.getTracerProvider();
  const delegate = 'getDelegate' in global ? (global as ProxyTracerProvider).getDelegate() : global;
  const none = new ProxyTracerProvider().getDelegate();
  return delegate === none || delegate.constructor.name === none.constructor.name ? undefined : delegate;
}

/**
 * SDK 1.x has `addSpanProcessor`. SDK 2.x fixes the list when the provider is made, but reads it again for every span, so
 * appending works (seen with 2.12). Anything else is left alone; `HfaoSpanProcessor` is there for those who make the provider.
 */
function addTo(provider: TracerProvider, processor: SpanProcessor): (() => void) | undefined {
  const open = provider as { addSpanProcessor?: (it: SpanProcessor) => void; _activeSpanProcessor?: { _spanProcessors?: unknown } };
  if (typeof open.addSpanProcessor === 'function') open.addSpanProcessor(processor);
  const list = open._activeSpanProcessor?._spanProcessors;
  if (!Array.isArray(list)) return typeof open.addSpanProcessor === 'function' ? () => undefined : undefined;
  if (!list.includes(processor)) list.push(processor);
  return () => {
    const at = list.indexOf(processor);
    if (at >= 0) list.splice(at, 1);
  };
}

/** Without a context manager spans would not find their parents across an `await`. The host's own stays. */
function registerContextManager(): () => void {
  const probe = createContextKey('hfao probe');
  const works = context.with(ROOT_CONTEXT.setValue(probe, true), () => context.active().getValue(probe) === true);
  if (works) return () => undefined;
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  return () => context.disable();
}
