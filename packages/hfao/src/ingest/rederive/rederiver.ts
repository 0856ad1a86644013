import { setImmediate } from 'node:timers/promises';
import type { ObservationRow } from '../../model/observation.js';
import { wildcard } from '../../model/wildcard.js';
import { COST_COLUMNS } from '../../model/usage.js';
import type { Rederived, ScanCursor, TelemetryStore } from '../../store/store.js';
import { tableVersion } from '../price/price-table.js';
import { Pricer } from '../price/pricer.js';
import type { Pipelines, Tally } from '../write/pipelines.js';
import type { PageOutcome, PageRequest, PriceAnswer, Rederivation, RuleTrial, TrialRequest } from './rederivation.js';
import { remapRow } from './remap-row.js';
import { tryRules } from './try-rules.js';

/** Whole rows, some of them large, read at once. */
const PAGE = 250;
/** Replacing rows costs the store a look at all of them, so many are replaced at once. */
const MOST_ROWS = 2000;
const MOST_CHARACTERS = 16 * 1024 * 1024;
/** After this many rows whoever waits for the thread gets his turn. */
const AT_A_STRETCH = 25;
/** More than a trace that a person reads. */
const MOST_OF_TRACE = 10_000;

/** `changed` are those that were stored (in a dry run: would be), `skipped` those that something newer kept from it. */
type Found = Record<string, number> & { changed: number; skipped: number };

export interface RederiverDeps {
  store: Pick<TelemetryStore, 'scanObservations' | 'observationsOfTrace' | 'listTraces' | 'replaceObservations'>;
  pipelines: Pipelines;
  /** Resolves when what the stages moved out of rows is durable. */
  keep: (tally: Tally) => Promise<void>;
}

/** On the store's thread, where rows, settings and prices are at hand. Whatever arrives while it works wins: such rows are `skipped`, for the next time. */
export class Rederiver implements Rederivation {
  readonly #deps: RederiverDeps;

  constructor(deps: RederiverDeps) {
    this.#deps = deps;
  }

  async repricePage(projectId: string, { dryRun, model, ...query }: PageRequest & { model?: string }): Promise<PageOutcome> {
    const pricer = new Pricer(this.#deps.pipelines.of(projectId).settings.price_overrides);
    const isAsked = model === undefined ? () => true : wildcard(model);
    const found = { changed: 0, unchanged: 0, reported: 0, skipped: 0, usd_before: 0, usd_after: 0 };
    const { read, next, changed } = await this.#goThrough(projectId, query, (row) => {
      if (row.model === null || !isAsked(row.model)) return undefined;
      const repriced = { ...row };
      pricer.price(repriced);
      const isSame = COST_COLUMNS.every((it) => repriced[it] === row[it]);
      found[row.cost_source === 'reported' ? 'reported' : isSame ? 'unchanged' : 'changed'] += 1;
      if (row.usage_counted) {
        found.usd_before += row.total_cost_usd ?? 0;
        found.usd_after += repriced.total_cost_usd ?? 0;
      }
      return isSame ? undefined : repriced;
    });
    if (!dryRun) await this.#store(projectId, changed, found);
    return { read, found, next };
  }

  async remapPage(projectId: string, { dryRun, ...query }: PageRequest): Promise<PageOutcome> {
    const remapper = this.#remapper(projectId, dryRun);
    const { read, next, changed } = await this.#goThrough(projectId, query, remapper.remap);
    if (!dryRun) await this.#store(projectId, changed, remapper.found, remapper.tally);
    return { read, found: remapper.found, next };
  }

  async remapTrace(projectId: string, traceId: string, dryRun: boolean): Promise<PageOutcome> {
    const rows = await this.#deps.store.observationsOfTrace(projectId, traceId, { payloads: true, limit: MOST_OF_TRACE });
    const remapper = this.#remapper(projectId, dryRun);
    const changed = rows.flatMap((read) => {
      const row = remapper.remap(read);
      return row === undefined ? [] : [{ read, row }];
    });
    if (!dryRun) await this.#store(projectId, changed, remapper.found, remapper.tally);
    return { read: rows.length, found: remapper.found };
  }

  tryRules(projectId: string, trial: TrialRequest): Promise<RuleTrial> {
    return tryRules(this.#deps.store, projectId, trial);
  }

  async priceOf(projectId: string, { model, provider, at }: { model: string; provider: string | null; at: number }): Promise<PriceAnswer> {
    const { rates, override, entry } = new Pricer(this.#deps.pipelines.of(projectId).settings.price_overrides).of(provider, model, at);
    return { rates, override, entry: entry && { provider: entry.provider, model: entry.model }, table: tableVersion() };
  }

  /** Reads pages until enough was read or has changed. */
  async #goThrough(projectId: string, { after, ...query }: Omit<PageRequest, 'dryRun'>, work: (row: ObservationRow) => ObservationRow | undefined): Promise<{ read: number; next?: ScanCursor; changed: Rederived[] }> {
    const changed: Rederived[] = [];
    let next = after;
    let characters = 0;
    for (let read = 0; ;) {
      const page = await this.#deps.store.scanObservations(projectId, { ...query, after: next, limit: PAGE });
      for (const [i, row] of page.rows.entries()) {
        if (i % AT_A_STRETCH === 0) await setImmediate();
        const done = work(row);
        if (done === undefined) continue;
        changed.push({ read: row, row: done });
        characters += (done.input?.length ?? 0) + (done.output?.length ?? 0) + (done.events?.length ?? 0) + (done.tool_calls?.length ?? 0);
      }
      read += page.rows.length;
      ({ next } = page);
      if (next === undefined || read >= MOST_ROWS || characters >= MOST_CHARACTERS) return { read, next, changed };
    }
  }

  /** What changed goes the way of every row from there on: cleaned, priced, moved aside where it is large. */
  #remapper(projectId: string, dryRun: boolean): { remap: (row: ObservationRow) => ObservationRow | undefined; found: Found; tally: Tally } {
    const { mapping, stages } = this.#deps.pipelines.of(projectId);
    const found: Found = { changed: 0, unchanged: 0, skipped: 0 };
    const tally: Tally = { redactions: {}, offloaded: 0 };
    const remap = (row: ObservationRow) => {
      const remapped = remapRow(row, mapping);
      found[remapped.changed.length > 0 ? 'changed' : 'unchanged'] += 1;
      for (const column of remapped.changed) found[`changed.${column}`] = (found[`changed.${column}`] ?? 0) + 1;
      if (remapped.changed.length === 0) return undefined;
      const changed = withOwnMaps(remapped.row);
      if (!dryRun) for (const stage of stages) stage(changed, tally);
      return changed;
    };
    return { remap, found, tally };
  }

  async #store(projectId: string, changed: readonly Rederived[], found: Found, tally?: Tally): Promise<void> {
    if (changed.length === 0) return;
    if (tally !== undefined) await this.#deps.keep(tally);
    const { skipped } = await this.#deps.store.replaceObservations(projectId, changed);
    found.changed -= skipped;
    found.skipped += skipped;
  }
}

/** Stages change maps in place, and what was read must stay what it was. */
function withOwnMaps(row: ObservationRow): ObservationRow {
  return { ...row, model_parameters: row.model_parameters?.slice() ?? null, metadata: row.metadata?.slice() ?? null, attributes: row.attributes?.slice() ?? null };
}
