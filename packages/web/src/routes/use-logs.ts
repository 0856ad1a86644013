import { useQuery } from '@tanstack/react-query';
import { logsQuery } from '../api/queries';
import type { StepLogs } from '../views/trace/logs-tab';
import type { Step } from '../views/trace/step-tree';

/**
 * The log records of a step; of a root those of the whole trace, so that none is out of sight.
 * One question for the whole trace answers for every step, unless there are more than it gives.
 */
export function useLogsOf(project: string, traceId: string, step: Step): StepLogs {
  const { observation_id, parent_observation_id } = step.observation;
  const isRoot = parent_observation_id === null;
  const ofTrace = useQuery(logsQuery(project, traceId));
  const hasMore = ofTrace.data !== undefined && ofTrace.data.next_cursor !== null;
  const ofStep = useQuery({ ...logsQuery(project, traceId, observation_id), enabled: hasMore && !isRoot });
  const page = hasMore && !isRoot ? ofStep.data : ofTrace.data;
  const newestFirst = page?.logs.filter((it) => isRoot || it.observation_id === observation_id) ?? [];
  return { entries: newestFirst.toReversed(), hasMore: page !== undefined && page.next_cursor !== null };
}
