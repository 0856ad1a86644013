import { readFileSync } from 'node:fs';
import { calcPrice, findProvider, type ModelInfo, type ModelPrice } from '@pydantic/genai-prices';
import type { Micros } from '../../model/time.js';
import { spellings } from './model-spellings.js';
import type { Rate, Rates } from './rates.js';

/** One model of the table: whose prices they are, and what they are at a time. */
export interface TableEntry { provider: string; model: string; at(time: Micros): Rates | undefined }

const DAY = 86_400_000_000;

/**
 * Finds a model in the price table that comes with the server; nothing is ever fetched. Slow: remember what it says.
 * @param provider by its OTel name, null when the sender said nothing
 */
export function findInTable(provider: string | null, model: string): TableEntry | undefined {
  for (const { providerId, modelId } of spellings(provider, model, isProvider)) {
    const found = calcPrice({}, modelId, { providerId });
    if (found !== null) return { provider: found.provider.id, model: found.model.id, at: ratesAt(found.model) };
  }
  return undefined;
}

/** Which table it is. */
export function tableVersion(): string {
  const { dependencies } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { dependencies: Record<string, string> };
  return `genai-prices ${dependencies['@pydantic/genai-prices']}`;
}

function isProvider(name: string): boolean {
  return findProvider({ providerId: name }) !== undefined;
}

/** Prices change by date and, with some, by the hour: of those whose time has come the last holds. */
function ratesAt({ prices }: ModelInfo): (time: Micros) => Rates | undefined {
  if (!Array.isArray(prices)) {
    const rates = ratesOf(prices);
    return () => rates;
  }
  const all = prices.map(({ constraint, prices: it }) => ({ holds: holdsAt(constraint), rates: ratesOf(it) })).reverse();
  const first = all[all.length - 1].rates;
  return (time) => {
    for (const { holds, rates } of all) if (holds(time)) return rates;
    return first;
  };
}

function holdsAt(constraint: Exclude<ModelInfo['prices'], ModelPrice>[number]['constraint']): (time: Micros) => boolean {
  if (constraint === undefined) return () => true;
  if (constraint.type === 'start_date') {
    const from = Date.parse(constraint.start_date) * 1000;
    return (time) => time >= from;
  }
  const [from, to] = [microsOfDay(constraint.start_time), microsOfDay(constraint.end_time)];
  return (time) => {
    const now = time % DAY;
    return to < from ? now >= from || now < to : now >= from && now < to;
  };
}

/** `16:30:00Z`, `08:00:00+02:00` */
function microsOfDay(text: string): Micros {
  return ((Date.parse(`1970-01-02T${text}`) * 1000) + DAY) % DAY;
}

/** Undefined when the model is not sold by tokens (but by hours, pages, …). No price at all: it is free. */
function ratesOf(prices: ModelPrice): Rates | undefined {
  const rate = (key: string): Rate | undefined => {
    const price = prices[key];
    return typeof price === 'object' ? { base: price.base, tiers: price.tiers.toSorted((a, b) => a.start - b.start) } : price;
  };
  const request = rate('requests_kcount') as number | undefined;
  const keys = Object.keys(prices);
  if (keys.length > 0 && !keys.includes('input_mtok') && !keys.includes('output_mtok') && request === undefined) return undefined;
  return {
    // What the table has no price for costs nothing: the output of an embedding, for one.
    input: rate('input_mtok') ?? 0, output: rate('output_mtok') ?? 0,
    cache_read: rate('cache_read_mtok'), cache_creation: rate('cache_write_mtok'), reasoning: rate('output_reasoning_mtok'),
    input_audio: rate('input_audio_mtok'), output_audio: rate('output_audio_mtok'), request: request === undefined ? undefined : request / 1000,
  };
}
