/** The public face of @hfao/sdk. */
export { init, flush, shutdown, stats } from './init.js';
export { observe, type ObserveKind, type ObserveOptions } from './observe.js';
export { traceId } from './open-telemetry.js';
export { session, user, tags, metadata } from './context.js';
export { HfaoSpanProcessor, type Stats } from './span-processor.js';
export type { InitOptions } from './settings.js';
export type { Instrumentation } from './instrumentations.js';
