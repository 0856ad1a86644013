import type { MappingRule } from '../../model/mapping-rule.js';
import type { PriceOverride } from '../../model/price.js';
import type { Micros } from '../../model/time.js';
import type { ScanCursor } from '../../store/store.js';
import type { Rates } from '../price/rates.js';

/** Working out again what is stored, with today's dialects, rules and prices. Page by page, so that whoever asks can stop in between. */
export interface Rederivation {
  /** Prices what was not reported again, and stores what changed. */
  repricePage(projectId: string, page: PageRequest & { model?: string }): Promise<PageOutcome>;
  /** Maps again, and stores what changed. */
  remapPage(projectId: string, page: PageRequest): Promise<PageOutcome>;
  /** As {@link remapPage}, of one trace. */
  remapTrace(projectId: string, traceId: string, dryRun: boolean): Promise<PageOutcome>;
  /** What these rules would make of stored observations; nothing is written. */
  tryRules(projectId: string, trial: TrialRequest): Promise<RuleTrial>;
  /** What a model costs at a time in this project. */
  priceOf(projectId: string, asked: { model: string; provider: string | null; at: Micros }): Promise<PriceAnswer>;
}

export interface PageRequest { from?: Micros; to?: Micros; after?: ScanCursor; dryRun: boolean }
/** `found`: counts to be added up over the pages. */
export interface PageOutcome { read: number; found: Record<string, number>; next?: ScanCursor }

export interface TrialRequest { rules: MappingRule[]; traceId?: string; observationId?: string; limit: number }
export interface RuleTrial {
  examined: number;
  rules: { name: string; applied: number; failed: number; error: string | null }[];
  /** Those on which a rule applies or that would change. */
  observations: TriedObservation[];
}
export interface TriedObservation {
  trace_id: string; observation_id: string; name: string;
  rules: { name: string; value: string | null; error: string | null }[];
  changes: { field: string; before: string | null; after: string | null }[];
}

export interface PriceAnswer {
  rates: Rates | undefined;
  override: PriceOverride | undefined;
  entry: { provider: string; model: string } | undefined;
  table: string;
}
