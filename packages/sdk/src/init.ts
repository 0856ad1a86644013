import { diag } from '@opentelemetry/api';
import { flushAtExit } from './exit.js';
import { guarded, sayOnce } from './guard.js';
import { instrument } from './instrumentations.js';
import { connect, type Connection } from './open-telemetry.js';
import { isDisabled, readSettings, type InitOptions } from './settings.js';
import { HfaoSpanProcessor, type Stats } from './span-processor.js';

interface Running {
  processor: HfaoSpanProcessor;
  connection: Connection;
  instrumented: readonly string[];
  removeExitHooks(): void;
}

// One for the process, also when both builds of this package are loaded.
const GLOBAL = Symbol.for('hfao.sdk.running');
const shared = globalThis as { [GLOBAL]?: Running };

/**
 * Starts sending traces to hfao: finds the OpenTelemetry set-up or makes one, enables the instrumentations that are installed,
 * and flushes at exit. Call it once, as early as possible, after an OpenTelemetry set-up of your own. A second call changes nothing.
 * Never throws: what goes wrong is said once in OpenTelemetry's diagnostic log (`diag.setLogger`).
 */
export function init(options: InitOptions = {}): void {
  guarded('init', () => start(options), undefined);
}

function start(options: InitOptions): void {
  if (shared[GLOBAL] !== undefined) return diag.debug('hfao: init was called before; this call changes nothing');
  if (isDisabled(options, process.env)) return diag.debug('hfao: disabled');
  const settings = readSettings(options, process.env);
  const processor = new HfaoSpanProcessor(settings);
  const connection = connect(processor, settings);
  const running: Running = { processor, connection, instrumented: [], removeExitHooks: flushAtExit(processor) };
  shared[GLOBAL] = running;
  const { how, provider } = connection;
  running.instrumented = instrument({
    found: options.instrumentations !== false,
    given: options.instrumentations || [],
    modules: options.instrument ?? {},
    provider: how === 'beside' ? provider : undefined,
    cautious: how !== 'own',
  });
  diag.debug(`hfao: ${how} tracer provider; instrumented by: ${running.instrumented.join(', ') || 'nothing found'}`);
}

/** Resolves when every span that ended has been accepted or given up. Never rejects. */
export async function flush(): Promise<void> {
  await shared[GLOBAL]?.processor.forceFlush().catch((error) => sayOnce('flush', error));
}

/** Flushes and lets go of everything that `init` set up. Never rejects. */
export async function shutdown(): Promise<void> {
  const running = shared[GLOBAL];
  if (running === undefined) return;
  delete shared[GLOBAL];
  await running.processor.shutdown().catch((error) => sayOnce('shutdown', error));
  running.removeExitHooks();
  guarded('shutdown', () => running.connection.leave(), undefined);
}

/** How many spans were exported, dropped, and wait. All zero before `init`. */
export function stats(): Stats {
  return shared[GLOBAL]?.processor.stats ?? { exported: 0, dropped: 0, queued: 0 };
}
