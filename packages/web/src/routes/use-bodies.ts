import { useQueries } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { bodyFactsQuery, bodyTextQuery, bodyUrl } from '../api/bodies';
import type { Observation } from '../api/model';
import { bodyIdIn, withPayloads, type AwayPayload, type Bodies } from '../views/trace/bodies';

const SIDES = ['input', 'output'] as const;

/** The selected step with what is known of payloads that are kept elsewhere, and how to read the rest of them. */
export function useBodiesOf(project: string, observation: Observation | undefined): { observation: Observation | undefined; bodies: Bodies } {
  const [asked, setAsked] = useState<ReadonlySet<string>>(new Set());
  const away = SIDES.flatMap((side) => {
    const id = bodyIdIn(observation?.[`${side}_ref`]);
    return id === undefined ? [] : [{ side, id }];
  });
  const facts = useQueries({ queries: away.map(({ id }) => bodyFactsQuery(project, id)) });
  const texts = useQueries({ queries: away.map(({ id }) => ({ ...bodyTextQuery(project, id), enabled: asked.has(id) })) });
  const payloads = away.map(({ side, id }, index): AwayPayload => {
    const { data, error, isFetching, refetch } = texts[index];
    const load = () => { if (asked.has(id)) void refetch(); else setAsked(new Set([...asked, id])); };
    return { side, id, size: facts[index].data?.size, state: data !== undefined ? 'whole' : isFetching ? 'loading' : error !== null ? 'failed' : 'beginning', error: error?.message ?? facts[index].error?.message, load };
  });
  const [input, output] = SIDES.map((side) => texts[away.findIndex((it) => it.side === side)]?.data);
  const shown = useMemo(() => observation && withPayloads(observation, { ...(input === undefined ? {} : { input }), ...(output === undefined ? {} : { output }) }), [observation, input, output]);
  return { observation: shown, bodies: { url: (id) => bodyUrl(project, id), payloads } };
}
