import { types } from 'node:util';
import { context, SpanStatusCode, trace, type Attributes, type Context, type Span } from '@opentelemetry/api';
import { capture } from './capture.js';
import { guarded } from './guard.js';
import { tracer } from './open-telemetry.js';
import { retrievedDocuments } from './retrieved-documents.js';

export type ObserveKind = 'CHAIN' | 'AGENT' | 'TOOL' | 'LLM' | 'RETRIEVER' | 'RERANKER' | 'EMBEDDING' | 'GUARDRAIL' | 'EVALUATOR';

export interface ObserveOptions {
  name: string;
  /** Default CHAIN: a step without a nature of its own. */
  kind?: ObserveKind;
  /** False: the arguments are not recorded. */
  captureInput?: boolean;
  /** False: the result is not recorded. */
  captureOutput?: boolean;
  attributes?: Attributes;
}

// oxlint-disable-next-line typescript/no-explicit-any -- the parameters of a function written in place shall be inferred as they would be without us
type AnyFunction = (...args: any[]) => unknown;

/**
 * The same function, recorded: each call is a span (OpenInference) with its arguments, its result or its error.
 * Works for plain and async functions and for generators of both kinds, whose span lasts until the last value.
 * Errors are rethrown as they came; when nothing records, the function is called as it is.
 */
export function observe<F extends AnyFunction>(nameOrOptions: string | ObserveOptions, fn: F): F {
  const options = typeof nameOrOptions === 'string' ? { name: nameOrOptions } : nameOrOptions;
  const observed = function (this: unknown, ...args: unknown[]): unknown {
    const span = guarded('starting a span', () => startSpan(options, args), undefined);
    if (span === undefined) return fn.apply(this, args);
    const inside = trace.setSpan(context.active(), span);
    try {
      return settle(context.with(inside, () => fn.apply(this, args)), span, inside, options);
    } catch (error) {
      failed(span, error);
      throw error;
    }
  };
  return guarded('naming an observed function', () => Object.defineProperties(observed, {
    name: { value: fn.name || options.name, configurable: true },
    length: { value: fn.length, configurable: true },
  }), observed) as unknown as F;
}

function startSpan(options: ObserveOptions, args: readonly unknown[]): Span {
  const kind = options.kind ?? 'CHAIN';
  const span = tracer().startSpan(options.name, { attributes: { 'openinference.span.kind': kind, ...namedBy(kind, options.name), ...options.attributes } });
  if (options.captureInput === false || !span.isRecording() || args.length === 0) return span;
  guarded('recording an input', () => {
    const { value, mimeType } = capture(args.length === 1 ? args[0] : args);
    span.setAttributes({ 'input.value': value, 'input.mime_type': mimeType });
  }, undefined);
  return span;
}

function namedBy(kind: ObserveKind, name: string): Attributes {
  if (kind === 'AGENT') return { 'agent.name': name };
  if (kind === 'TOOL') return { 'tool.name': name };
  return {};
}

/** Ends the span when the result is there: at once, when a promise settles, or when a generator is done. */
function settle(result: unknown, span: Span, inside: Context, options: ObserveOptions): unknown {
  if (isGenerator(result)) return observedGenerator(result, span, inside, options);
  // A thenable that is no promise may start its work with every `then` (query builders do), so it is not touched.
  if (!types.isPromise(result)) {
    succeeded(span, isThenable(result) ? undefined : result, options);
    return result;
  }
  const watched = result.then(
    (value) => {
      succeeded(span, value, options);
      return value;
    },
    (error: unknown) => {
      failed(span, error);
      throw error;
    },
  );
  // A promise with methods of its own, as the model clients return, is handed on as it is.
  if (Object.getPrototypeOf(result) === Promise.prototype) return watched;
  watched.then(undefined, () => undefined);
  return result;
}

type AnyGenerator = Generator | AsyncGenerator;

/** Each resumption runs inside the span, so what the generator starts becomes its child. */
function observedGenerator(generator: AnyGenerator, span: Span, inside: Context, options: ObserveOptions): AnyGenerator {
  const yielded: unknown[] = [];
  const isAsync = Symbol.asyncIterator in generator;
  const seen = (step: IteratorResult<unknown>): IteratorResult<unknown> => {
    if (step.done) succeeded(span, step.value === undefined ? joined(yielded) : step.value, options);
    else if (yielded.length < 10_000) yielded.push(step.value);
    return step;
  };
  const broken = (error: unknown): never => {
    failed(span, error);
    throw error;
  };
  const resume = (method: 'next' | 'return' | 'throw') => (value?: unknown) => {
    try {
      const step = context.with(inside, () => (generator[method] as (value: unknown) => unknown)(value));
      return isAsync ? (step as Promise<IteratorResult<unknown>>).then(seen, broken) : seen(step as IteratorResult<unknown>);
    } catch (error) {
      return broken(error);
    }
  };
  const own = { next: resume('next'), return: resume('return'), throw: resume('throw') };
  return Object.assign(Object.create(generator) as AnyGenerator, own, { [isAsync ? Symbol.asyncIterator : Symbol.iterator](this: AnyGenerator) { return this; } }) as AnyGenerator;
}

/** A stream of text is one text. */
const joined = (values: readonly unknown[]) => (values.length > 0 && values.every((it) => typeof it === 'string') ? values.join('') : values);

function succeeded(span: Span, result: unknown, options: ObserveOptions): void {
  guarded('recording an output', () => {
    if (options.captureOutput !== false && result !== undefined && span.isRecording()) {
      const { value, mimeType } = capture(result);
      span.setAttributes({ 'output.value': value, 'output.mime_type': mimeType });
      if (options.kind === 'RETRIEVER') span.setAttributes(retrievedDocuments(result));
    }
    span.setStatus({ code: SpanStatusCode.OK });
  }, undefined);
  guarded('ending a span', () => span.end(), undefined);
}

function failed(span: Span, error: unknown): void {
  const shown = guarded('reading an error', () => (error instanceof Error ? { name: error.name, message: String(error.message), stack: error.stack } : capture(error).value), 'unreadable error');
  guarded('recording an error', () => {
    span.recordException(shown);
    span.setStatus({ code: SpanStatusCode.ERROR, message: typeof shown === 'string' ? shown : shown.message });
  }, undefined);
  guarded('ending a span', () => span.end(), undefined);
}

const isThenable = (value: unknown) =>
  typeof value === 'object' && value !== null && guarded('looking at a result', () => typeof (value as { then?: unknown }).then === 'function', false);

/** What the engine knows, so that no trap of a proxy is sprung. */
const isGenerator = (value: unknown): value is AnyGenerator => types.isGeneratorObject(value);
