import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Observation } from '../api/model';
import { mappingQuery } from '../api/queries';
import type { Explanation } from '../views/trace/origins-box';

/** Where the fields of the selected step come from: asked when somebody opens it, or looks at a step that has warnings. Open stays open from step to step. */
export function useExplanation(project: string, it: Observation, isLookedAt: boolean): Explanation {
  const [isOpen, setOpen] = useState(false);
  const mapping = useQuery({ ...mappingQuery(project, it.trace_id, it.observation_id, it.event_version), enabled: isLookedAt && (isOpen || it.warnings.length > 0) });
  return { isOpen, toggle: () => setOpen(!isOpen), open: () => setOpen(true), data: mapping.data, error: mapping.error, retry: () => void mapping.refetch() };
}
