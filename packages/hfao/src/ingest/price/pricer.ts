import type { ObservationRow } from '../../model/observation.js';
import type { PriceOverride } from '../../model/price.js';
import type { Micros } from '../../model/time.js';
import { carriesUsage } from '../../model/usage.js';
import { bucketsOf } from './buckets.js';
import { ownPrice, type OwnPrice } from './overrides.js';
import { findInTable, type TableEntry } from './price-table.js';
import { costOf, type Rates } from './rates.js';

/** Where the price of a model stands: the overrides that name it, the last of them first, and its entry in the table. */
interface Known { own: readonly OwnPrice[]; entry: TableEntry | undefined }

/** What a model costs at a time, and who says so. */
export interface Price { rates: Rates | undefined; override: PriceOverride | undefined; entry: TableEntry | undefined }

/** Models' names come from outside: what is remembered of them is bounded. */
const MOST_NAMES = 5000;

/** The prices of one project: its own over those of the table. */
export class Pricer {
  readonly #overrides: readonly OwnPrice[];
  readonly #known = new Map<string, Map<string, Known>>();
  #names = 0;

  constructor(overrides: readonly PriceOverride[]) {
    this.#overrides = overrides.map(ownPrice).reverse();
  }

  /**
   * Sets the cost of a row that carries tokens and names its model, by its start. A cost that was reported stands; for a model without a price
   * it is null, never 0. Whether the row counts in totals is not decided here.
   */
  price(row: ObservationRow): void {
    if (row.cost_source === 'reported') return;
    if (row.cost_source === 'computed') clearCost(row);
    if (row.model === null || !carriesUsage(row)) return;
    const known = this.#lookup(row.provider, row.model);
    const rates = ratesAt(known, row.start_time);
    const cost = rates && costOf(rates, bucketsOf(row));
    if (cost === undefined || (cost.input === null && cost.output === null)) return;
    row.input_cost_usd = cost.input;
    row.output_cost_usd = cost.output;
    row.total_cost_usd = cost.total;
    row.cost_source = 'computed';
  }

  /** The same for people. */
  of(provider: string | null, model: string, at: Micros): Price {
    const { own, entry } = this.#lookup(provider, model);
    const override = own.find((it) => it.holdsAt(at));
    return { rates: override === undefined ? entry?.at(at) : override.over(entry?.at(at)), override: override?.override, entry };
  }

  #lookup(provider: string | null, model: string): Known {
    return this.#known.get(provider ?? '')?.get(model) ?? this.#learn(provider, model);
  }

  #learn(provider: string | null, model: string): Known {
    if (this.#names >= MOST_NAMES) {
      this.#known.clear();
      this.#names = 0;
    }
    this.#names += 1;
    const known: Known = { own: this.#overrides.filter((it) => it.isFor(provider, model)), entry: inTable(provider, model) };
    const models = this.#known.get(provider ?? '');
    if (models === undefined) this.#known.set(provider ?? '', new Map([[model, known]]));
    else models.set(model, known);
    return known;
  }
}

/** The pricing of rows as they pass. */
export function pricerOf(overrides: readonly PriceOverride[]): (row: ObservationRow) => void {
  const pricer = new Pricer(overrides);
  return (row) => pricer.price(row);
}

function ratesAt({ own, entry }: Known, time: Micros): Rates | undefined {
  for (const it of own) if (it.holdsAt(time)) return it.over(entry?.at(time));
  return entry?.at(time);
}

function clearCost(row: ObservationRow): void {
  row.input_cost_usd = row.output_cost_usd = row.total_cost_usd = null;
  row.cost_source = 'none';
}

/** A search of the table takes a tenth of a millisecond: all projects share what it found. */
const found = new Map<string, TableEntry | undefined>();

function inTable(provider: string | null, model: string): TableEntry | undefined {
  const key = `${provider ?? ''}\n${model}`;
  if (found.has(key)) return found.get(key);
  if (found.size >= MOST_NAMES) found.clear();
  const entry = model.length > 300 ? undefined : findInTable(provider, model);
  found.set(key, entry);
  return entry;
}
