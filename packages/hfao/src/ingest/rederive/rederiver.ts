import type { ObservationRow } from '../../model/observation.js';
import { wildcard } from '../../model/wildcard.js';
import { COST_COLUMNS } from '../../model/usage.js';
import type { TelemetryStore } from '../../store/store.js';
import { tableVersion } from '../price/price-table.js';
import { Pricer } from '../price/pricer.js';
import type { Pipelines, Tally } from '../write/pipelines.js';
import type { PageOutcome, PageRequest, PriceAnswer, Rederivation, RuleTrial, TrialRequest } from './rederivation.js';
import { remapRow } from './remap-row.js';
import { tryRules } from './try-rules.js';

/** Whole rows, some of them large, in memory at once. */
const PAGE = 250;
/** More than a trace that a person reads. */
const MOST_OF_TRACE = 10_000;

export interface RederiverDeps {
  store: Pick<TelemetryStore, 'scanObservations' | 'observationsOfTrace' | 'listTraces' | 'write'>;
  pipelines: Pipelines;
  /** Resolves when what the stages moved out of rows is durable. */
  keep: (tally: Tally) => Promise<void>;
}

/** On the store's thread, where rows, settings and prices are at hand. What it writes has the version that it read: a span sent again meanwhile wins. */
export class Rederiver implements Rederivation {
  readonly #deps: RederiverDeps;

  constructor(deps: RederiverDeps) {
    this.#deps = deps;
  }

  async repricePage(projectId: string, { dryRun, model, ...query }: PageRequest & { model?: string }): Promise<PageOutcome> {
    const { rows, next } = await this.#deps.store.scanObservations(projectId, { ...query, limit: PAGE });
    const pricer = new Pricer(this.#deps.pipelines.of(projectId).settings.price_overrides);
    const isAsked = model === undefined ? () => true : wildcard(model);
    const found = { changed: 0, unchanged: 0, reported: 0, usd_before: 0, usd_after: 0 };
    const changed: ObservationRow[] = [];
    for (const row of rows) {
      if (row.model === null || !isAsked(row.model)) continue;
      const repriced = { ...row };
      pricer.price(repriced);
      const isSame = COST_COLUMNS.every((it) => repriced[it] === row[it]);
      found[row.cost_source === 'reported' ? 'reported' : isSame ? 'unchanged' : 'changed'] += 1;
      if (row.usage_counted) {
        found.usd_before += row.total_cost_usd ?? 0;
        found.usd_after += repriced.total_cost_usd ?? 0;
      }
      if (!isSame) changed.push(repriced);
    }
    if (!dryRun && changed.length > 0) await this.#deps.store.write({ rows: changed, scores: [] });
    return { read: rows.length, found, next };
  }

  async remapPage(projectId: string, { dryRun, ...query }: PageRequest): Promise<PageOutcome> {
    const { rows, next } = await this.#deps.store.scanObservations(projectId, { ...query, limit: PAGE });
    return { ...await this.#remap(projectId, rows, dryRun), next };
  }

  async remapTrace(projectId: string, traceId: string, dryRun: boolean): Promise<PageOutcome> {
    return this.#remap(projectId, await this.#deps.store.observationsOfTrace(projectId, traceId, { payloads: true, limit: MOST_OF_TRACE }), dryRun);
  }

  tryRules(projectId: string, trial: TrialRequest): Promise<RuleTrial> {
    return tryRules(this.#deps.store, projectId, trial);
  }

  async priceOf(projectId: string, { model, provider, at }: { model: string; provider: string | null; at: number }): Promise<PriceAnswer> {
    const { rates, override, entry } = new Pricer(this.#deps.pipelines.of(projectId).settings.price_overrides).of(provider, model, at);
    return { rates, override, entry: entry && { provider: entry.provider, model: entry.model }, table: tableVersion() };
  }

  /** What changed goes the way of every row from there on: cleaned, priced, moved aside where it is large. */
  async #remap(projectId: string, rows: readonly ObservationRow[], dryRun: boolean): Promise<PageOutcome> {
    const { mapping, stages } = this.#deps.pipelines.of(projectId);
    const found: Record<string, number> = { changed: 0, unchanged: 0 };
    const changed: ObservationRow[] = [];
    const tally: Tally = { redactions: {}, offloaded: 0 };
    for (const row of rows) {
      const remapped = remapRow(row, mapping);
      found[remapped.changed.length > 0 ? 'changed' : 'unchanged'] += 1;
      for (const column of remapped.changed) found[`changed.${column}`] = (found[`changed.${column}`] ?? 0) + 1;
      if (remapped.changed.length === 0) continue;
      if (!dryRun) for (const stage of stages) stage(remapped.row, tally);
      changed.push(remapped.row);
    }
    if (!dryRun && changed.length > 0) {
      await this.#deps.keep(tally);
      await this.#deps.store.write({ rows: changed, scores: [] });
    }
    return { read: rows.length, found };
  }
}
