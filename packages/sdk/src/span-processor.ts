import { TraceFlags, type Attributes, type Context } from '@opentelemetry/api';
import { getNumberFromEnv } from '@opentelemetry/core';
import { resourceFromAttributes, type Resource } from '@opentelemetry/resources';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { contextAttributes } from './context.js';
import { guarded } from './guard.js';
import { OtlpExporter } from './otlp-exporter.js';
import { readSettings, type InitOptions, type Settings } from './settings.js';

const ABSENT_MS = 2_000;

/** Every span that ended is in one of these numbers, so nothing is lost unseen. */
export interface Stats {
  /** Accepted by the endpoint. */
  exported: number;
  /** Given up: the queue was full, or the endpoint was away or refused them. */
  dropped: number;
  /** Waiting or on their way. */
  queued: number;
}

/**
 * Sends ended spans to hfao in batches, and writes session, user, tags and metadata of the context on every span that starts.
 * For a provider of your own: `new NodeTracerProvider({ spanProcessors: [new HfaoSpanProcessor({ project: 'my-agent' })] })`.
 * The queue is bounded (OTEL_BSP_MAX_QUEUE_SIZE, 2048): when it is full the newest spans are dropped and counted.
 */
export class HfaoSpanProcessor implements SpanProcessor {
  readonly #exporter: OtlpExporter;
  readonly #overlay: Attributes;
  readonly #resources = new WeakMap<object, Resource>();
  readonly #maxQueueSize = getNumberFromEnv('OTEL_BSP_MAX_QUEUE_SIZE') ?? 2048;
  readonly #maxBatchSize = getNumberFromEnv('OTEL_BSP_MAX_EXPORT_BATCH_SIZE') ?? 512;
  // OpenTelemetry's default is five seconds; a trace should be seen within about one.
  readonly #delayMs = getNumberFromEnv('OTEL_BSP_SCHEDULE_DELAY') ?? 500;
  #queue: ReadableSpan[] = [];
  #inFlight = 0;
  #exported = 0;
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #draining: Promise<void> | undefined;
  #stopped = false;

  constructor(options: InitOptions | Settings = {}) {
    const settings = 'resource' in options ? options : readSettings(options, process.env);
    this.#exporter = new OtlpExporter(settings.url, settings.apiKey);
    this.#overlay = settings.resource;
  }

  get stats(): Stats {
    return { exported: this.#exported, dropped: this.#dropped, queued: this.#queue.length + this.#inFlight };
  }

  onStart(span: Span, parentContext: Context): void {
    guarded('writing the context on a span', () => {
      for (const [key, value] of Object.entries(contextAttributes(parentContext))) {
        if (span.attributes[key] === undefined) span.setAttribute(key, value!);
      }
    }, undefined);
  }

  onEnd(span: ReadableSpan): void {
    if (this.#stopped || (span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    if (this.#queue.length + this.#inFlight >= this.#maxQueueSize) {
      this.#dropped++;
      return;
    }
    this.#queue.push(span);
    if (this.#queue.length >= this.#maxBatchSize) void this.#drain();
    else this.#timer ??= setTimeout(() => void this.#drain(), this.#delayMs).unref();
  }

  /**
   * Resolves when everything that ended before has been accepted or given up; holds the process until then.
   * An endpoint that does not answer at all is waited for two seconds, not as long as the exporter's timeout.
   */
  async forceFlush(): Promise<void> {
    this.#exporter.hurry(ABSENT_MS);
    await this.#sendEverything();
  }

  async shutdown(): Promise<void> {
    await this.forceFlush();
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** As `forceFlush`, but one attempt a batch and never longer than `withinMs`: the process is about to end. */
  async flushBeforeExit(withinMs: number): Promise<void> {
    this.#exporter.close(withinMs);
    await this.#sendEverything();
  }

  async #sendEverything(): Promise<void> {
    // A batch may be on its way already, with spans behind it: wait for both.
    while (this.#queue.length + this.#inFlight > 0) await holdingTheProcess(this.#drain());
    this.#exporter.relax();
  }

  #drain(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#draining ??= this.#sendAll().finally(() => (this.#draining = undefined));
    return this.#draining;
  }

  async #sendAll(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, this.#maxBatchSize);
      this.#inFlight = batch.length;
      const accepted = await this.#exporter.deliver(batch.map((span) => this.#withOverlay(span)));
      this.#inFlight = 0;
      this.#exported += accepted;
      this.#dropped += batch.length - accepted;
    }
  }

  /** The span with our project on its resource. Spans of an older SDK (1.x) are given the shape of today's. */
  #withOverlay(span: ReadableSpan): ReadableSpan {
    const older = span as ReadableSpan & { parentSpanId?: string; instrumentationLibrary?: ReadableSpan['instrumentationScope'] };
    const spanContext = span.spanContext();
    return {
      name: span.name, kind: span.kind, spanContext: () => spanContext,
      parentSpanContext: span.parentSpanContext ?? (older.parentSpanId ? { ...spanContext, spanId: older.parentSpanId } : undefined),
      startTime: span.startTime, endTime: span.endTime, duration: span.duration, ended: span.ended, status: span.status,
      attributes: span.attributes, links: span.links, events: span.events, resource: this.#resourceFor(span.resource),
      instrumentationScope: span.instrumentationScope ?? older.instrumentationLibrary ?? { name: '' },
      droppedAttributesCount: span.droppedAttributesCount ?? 0, droppedEventsCount: span.droppedEventsCount ?? 0, droppedLinksCount: span.droppedLinksCount ?? 0,
    };
  }

  /** One resource object for each of theirs, because the encoder groups spans by it. */
  #resourceFor(resource: Resource): Resource {
    let known = this.#resources.get(resource);
    if (known === undefined) {
      known = resourceFromAttributes({ ...resource.attributes, ...this.#overlay });
      this.#resources.set(resource, known);
    }
    return known;
  }
}

/** Sending does not hold the process (otlp-exporter.ts), so whoever waits for it must. */
async function holdingTheProcess(work: Promise<void>): Promise<void> {
  const hold = setInterval(() => undefined, 1 << 30);
  await work.finally(() => clearInterval(hold));
}
