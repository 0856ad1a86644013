import { z } from 'zod';
import { completeFilter, quoted, type Completion, type CompletionItem } from '../model/filter/complete.js';
import { FILTER_SUBJECTS } from '../model/filter/filter.js';
import { FilterError } from '../model/filter/filter-error.js';
import { parseFilter } from '../model/filter/parse.js';
import { printFilter } from '../model/filter/print.js';
import { MAX_FILTER_LENGTH } from '../model/filter/tokenize.js';
import type { FacetValue } from '../store/store.js';
import { operation, type OperationContext } from './operation.js';
import { ProjectRef } from './projects.js';

/** Of a facet, the most frequent values are looked through for those that contain what was written. */
const FACET_VALUES = 500;
const MOST_VALUES = 20;

const Subject = z.enum(FILTER_SUBJECTS).default('trace').describe('what the filter is about');

export const checkFilter = operation({
  name: 'check_filter',
  http: ['GET', '/api/v1/projects/:project/filter-check'],
  scope: 'traces:read',
  toolset: 'query',
  summary: 'Whether a filter can be read: its canonical form, or what is wrong and where.',
  description: "Filters are the `where` of list_traces and others: comparisons (status = 'error', duration > 2s, tags != 'beta', attributes[\"key\"] = 5, score('name') < 0.5), 'words' to look for, "
    + "has(type = 'TOOL' AND status = 'error') about one observation, joined by AND, OR, NOT and brackets. In the canonical form relative times have become points in time.",
  input: z.strictObject({ project: ProjectRef, where: z.string(), subject: Subject }),
  output: z.object({
    canonical: z.string().nullable().describe('null when the filter cannot be read'),
    error: z.object({
      message: z.string().describe('with the place shown'), problem: z.string(),
      at: z.number().int().describe('where, in UTF-16 units from 0'), length: z.number().int(),
      suggestions: z.array(z.string()).describe('what may have been meant, best first'),
    }).nullable(),
  }),
  async run({ now }, { where, subject }) {
    try {
      return { canonical: printFilter(parseFilter(where, subject, now() * 1000), subject), error: null };
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      const { message, problem, at, length, suggestions } = error;
      return { canonical: null, error: { message, problem, at, length, suggestions: [...suggestions] } };
    }
  },
});

export const completeFilterAt = operation({
  name: 'complete_filter',
  http: ['GET', '/api/v1/projects/:project/filter-completions'],
  scope: 'traces:read',
  toolset: 'query',
  summary: 'What can stand at a place of a filter: fields, operators, values, keywords.',
  description: 'For an editor: `insert` takes the place of the text from `from` to `to`. Values of names, models, agents, tags, environments, sessions and users are those that occur, most frequent first.',
  untrusted: true,
  input: z.strictObject({
    project: ProjectRef,
    text: z.string().max(MAX_FILTER_LENGTH).default(''),
    cursor: z.number().int().min(0).optional().describe('in UTF-16 units from 0; the end unless given'),
    subject: Subject,
  }),
  output: z.object({
    from: z.number().int(), to: z.number().int(),
    items: z.array(z.object({ label: z.string(), insert: z.string(), kind: z.enum(['field', 'relation', 'operator', 'value', 'keyword']), detail: z.string() })),
  }),
  async run({ store, project }, { text, cursor, subject }) {
    const { from, to, items, ask } = completeFilter(text, cursor ?? text.length, subject);
    return { from, to, items: [...items, ...(ask === undefined ? [] : await occurring(store, project.id, ask))] };
  },
});

async function occurring(store: OperationContext['store'], projectId: string, { facet, text }: NonNullable<Completion['ask']>): Promise<CompletionItem[]> {
  const facets = await store.facets(projectId, { from: 0, to: Number.MAX_SAFE_INTEGER, limit: FACET_VALUES });
  const wanted = text.toLowerCase();
  return facets[facet].filter((it) => it.value.toLowerCase().includes(wanted)).slice(0, MOST_VALUES).map(asItem);
}

function asItem({ value, count }: FacetValue): CompletionItem {
  return { label: value, insert: quoted(value), kind: 'value', detail: count === 1 ? '1 trace' : `${count} traces` };
}
