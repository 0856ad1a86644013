import type { ObservationRow } from '../../model/observation.js';
import type { LogRow } from '../../model/log-entry.js';
import type { MetricPointRow } from '../../model/metric-point.js';
import { STANDARD_SETTINGS, type ProjectSettings } from '../../model/project-settings.js';
import type { Score } from '../../model/score.js';
import { MappingRules } from '../normalize/mapping-rules.js';
import type { OffloadTally } from '../offload/collected-bodies.js';
import type { RedactionTally } from '../redact/project-redaction.js';

/** What happened to the rows of a batch on their way, for the ledger. */
export interface Tally extends OffloadTally, RedactionTally {}

/** One step between normalisation and the store: changes the row in place. Synchronous; what must be waited for is collected and done for the batch. */
export type Stage = (row: ObservationRow, tally: Tally) => void;

/** The same for log records, data points and scores as they are stored beside observations. */
export interface RecordStages {
  logs: readonly ((row: LogRow, tally: Tally) => void)[];
  metricPoints: readonly ((row: MetricPointRow, tally: Tally) => void)[];
  scores: readonly ((score: Score, tally: Tally) => void)[];
}

/** What rows of one project go through, compiled once from its settings. Redaction comes before anything leaves for the body store. */
export interface Pipeline {
  settings: ProjectSettings;
  /** For normalisation, where the project has rules of its own. */
  mapping: MappingRules | undefined;
  stages: readonly Stage[];
  recordStages: RecordStages;
}

/** The pipelines of all projects, on the store's thread; main pushes settings ahead of the requests that they are for. */
export class Pipelines {
  readonly #settings = new Map<string, ProjectSettings>();
  readonly #compiled = new Map<string, Pipeline>();

  /** @param compile makes the stages, in their order */
  constructor(
    readonly compile: (projectId: string, settings: ProjectSettings) => readonly Stage[],
    readonly compileRecords: (projectId: string, settings: ProjectSettings) => RecordStages = () => ({ logs: [], metricPoints: [], scores: [] }),
  ) {}

  put(projectId: string, settings: ProjectSettings): void {
    this.#settings.set(projectId, settings);
    this.#compiled.delete(projectId);
  }

  of(projectId: string): Pipeline {
    const known = this.#compiled.get(projectId);
    if (known !== undefined) return known;
    const settings = this.#settings.get(projectId) ?? STANDARD_SETTINGS;
    const mapping = settings.mapping_rules.length === 0 ? undefined : new MappingRules(settings.mapping_rules);
    const made = { settings, mapping, stages: this.compile(projectId, settings), recordStages: this.compileRecords(projectId, settings) };
    this.#compiled.set(projectId, made);
    return made;
  }
}
