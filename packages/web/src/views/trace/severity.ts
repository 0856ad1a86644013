import type { LogEntry } from '../../api/model';

export interface Severity { word: string; tone: '' | 'ok' | 'acc' | 'warn' | 'err' }

/** From the least number of each level down. */
const LEVELS: [number, Severity][] = [
  [21, { word: 'fatal', tone: 'err' }], [17, { word: 'error', tone: 'err' }], [13, { word: 'warn', tone: 'warn' }], [9, { word: 'info', tone: 'acc' }], [5, { word: 'debug', tone: '' }], [1, { word: 'trace', tone: '' }],
];

/** By its number; a record without one by its own word, uncoloured. */
export function severityOf({ severity_number, severity_text }: Pick<LogEntry, 'severity_number' | 'severity_text'>): Severity {
  return LEVELS.find(([least]) => severity_number >= least)?.[1] ?? { word: severity_text?.toLowerCase() ?? 'log', tone: '' };
}
