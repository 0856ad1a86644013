import type { Signal } from '../../model/signal.js';
import { checkLogs } from './check-logs.js';
import { checkMetrics } from './check-metrics.js';
import { checkTraces } from './check-traces.js';
import type { Encoding } from './encoding.js';
import type { ExportCheck } from './export-check.js';

const CHECKS: Record<Signal, (body: Uint8Array, encoding: Encoding) => ExportCheck> = { traces: checkTraces, logs: checkLogs, metrics: checkMetrics };

/**
 * Walks a request before it is acknowledged, so that what is acknowledged is known to be decodable: it accepts and rejects exactly what the reader
 * of the signal reads and passes over. Protobuf is walked by its lengths, without making values (resources aside); JSON has to be parsed.
 * @throws Failure `undecodable` that names the byte or the JSON path
 */
export function checkExport(signal: Signal, body: Uint8Array, encoding: Encoding): ExportCheck {
  return CHECKS[signal](body, encoding);
}
