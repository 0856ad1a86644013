import type { PriceOverride } from '../../model/price.js';
import { parseIsoTime, type Micros } from '../../model/time.js';
import { wildcard } from '../../model/wildcard.js';
import { FALLBACK, type Rates } from './rates.js';

/** A project's own price, ready to be asked. */
export interface OwnPrice {
  override: PriceOverride;
  isFor(provider: string | null, model: string): boolean;
  holdsAt(time: Micros): boolean;
  /** The prices that it names over those of the table: where it names a bucket's or that of the bucket it is part of, the table is not asked. */
  over(table: Rates | undefined): Rates;
}

const BASES = ['input', 'output'] as const;
const PARTS = Object.keys(FALLBACK) as (keyof typeof FALLBACK)[];

export function ownPrice(override: PriceOverride): OwnPrice {
  const isModel = wildcard(override.model);
  const isProvider = override.provider === undefined ? undefined : wildcard(override.provider);
  const from = override.from === undefined ? -Infinity : parseIsoTime(override.from)!;
  const to = override.to === undefined ? Infinity : parseIsoTime(override.to)!;
  const made = new Map<Rates | undefined, Rates>();
  return {
    override,
    isFor: (provider, model) => isModel(model) && (isProvider === undefined || (provider !== null && isProvider(provider))),
    holdsAt: (time) => time >= from && time < to,
    over(table) {
      let rates = made.get(table);
      if (rates === undefined) made.set(table, rates = laidOver(override, table));
      return rates;
    },
  };
}

function laidOver(own: PriceOverride, table: Rates | undefined): Rates {
  const rates: Rates = { request: table?.request };
  for (const base of BASES) rates[base] = own[base] ?? table?.[base];
  for (const part of PARTS) rates[part] = own[part] ?? own[FALLBACK[part]] ?? table?.[part];
  return rates;
}
