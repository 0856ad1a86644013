import type { SearchHit, SearchQuery } from '../../store/store.js';
import type { OperationContext } from '../operation.js';
import { spokenText } from './spoken-text.js';

/** Something to compare with, and what it says. */
export interface Comparison extends SearchHit { spoken: string }

/** The longest words of a text are looked up: as a rule its rarest. */
const WORDS = 6;
const MIN_WORD_LENGTH = 4;
/** Of the time of an answer, for each of them. */
const WORD_BUDGET_MS = 400;
const TEXT_LENGTH = 4_000;
const PAGE = 500;

/** The observations to compare a text with, as many as the embedder can take: for each of its longest words the newest that have it, then the newest of all. */
export async function compareWith({ store, embedder, project }: Pick<OperationContext, 'store' | 'embedder'> & { project: { id: string } }, text: string, range: Pick<SearchQuery, 'from' | 'to' | 'where'>): Promise<Comparison[]> {
  const found = new Map<string, Comparison>();
  const add = (hits: readonly SearchHit[]) => {
    for (const hit of hits) found.set(`${hit.trace_id} ${hit.observation_id}`, { ...hit, spoken: spokenText({ input: null, output: null, status_message: null, ...hit.texts, name: hit.name }) });
  };
  for (const word of longestWords(text)) {
    add((await store.searchObservations(project.id, { ...range, text: word, limit: Math.floor(embedder.reach / (2 * WORDS)), textLength: TEXT_LENGTH, budgetMs: WORD_BUDGET_MS })).hits);
  }
  for (let after: SearchQuery['after']; found.size < embedder.reach;) {
    const page = await store.searchObservations(project.id, { ...range, text: '', limit: Math.min(PAGE, embedder.reach - found.size), after, textLength: TEXT_LENGTH });
    add(page.hits);
    after = page.next;
    if (after === undefined || page.searchedUntil !== undefined) break;
  }
  return [...found.values()];
}

function longestWords(text: string): string[] {
  const words = new Set(text.toLowerCase().match(/[a-z0-9]+|[^\s\p{P}\p{S}]+/gu) ?? []);
  return [...words].filter((it) => it.length >= MIN_WORD_LENGTH).sort((a, b) => b.length - a.length).slice(0, WORDS);
}
