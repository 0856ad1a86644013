import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, useMatches, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { ApiError } from '../api/client';
import { listen, type LiveState } from '../api/live';
import { liveUpdates } from '../api/live-updates';
import { hasTracesQuery, ingestHealthQuery, projectsQuery } from '../api/queries';
import { useStored, writeStored } from '../ui/stored';
import { rangeFrom, searchOf, type TimeRange } from '../ui/time-range';
import { LiveContext } from '../views/live-context';
import { RangeContext } from '../views/range-context';
import { Shell } from '../views/shell/shell';
import { UnknownProject } from '../views/shell/unknown-project';

const WITHOUT_RANGE: ReadonlySet<string> = new Set(['/p/$project/traces/$traceId', '/p/$project/sessions/$sessionId', '/p/$project/ingest']);

/** Everything of one project stands in the shell: navigation, time range, live stream. */
export function ProjectRoute() {
  const { project } = useParams({ from: '/p/$project' });
  const projects = useQuery(projectsQuery);
  const health = useQuery(ingestHealthQuery(project));
  const isUnknown = health.error instanceof ApiError && health.error.status === 404;
  const live = useLiveStream(project, !isUnknown);
  const range = useRangeInAddress();
  const hasRange = !useMatches().some((it) => WITHOUT_RANGE.has(it.routeId));
  const first = useQuery(hasTracesQuery(project));
  useEffect(() => writeStored('project', project), [project]);

  return (
    <LiveContext value={live}>
      <RangeContext value={range}>
        <Shell project={project} projects={projects.data ?? []} health={health.data} unreachable={health.error !== null && !isUnknown} hasRange={hasRange && !isUnknown && first.data?.traces.length !== 0}>
          {isUnknown ? <UnknownProject project={project} projects={projects.data ?? []} /> : <Outlet />}
        </Shell>
      </RangeContext>
    </LiveContext>
  );
}

function useLiveStream(project: string, exists: boolean) {
  const queryClient = useQueryClient();
  const [stored, store] = useStored('live', 'on');
  const [state, setState] = useState<LiveState>('connecting');
  const on = stored === 'on';
  useEffect(() => {
    if (!on || !exists) return;
    const updates = liveUpdates(queryClient, project);
    const end = listen(project, { stored: (ids) => updates.stored(ids), state: setState });
    return () => {
      end();
      updates.stop();
    };
  }, [on, exists, project, queryClient]);
  return useMemo(() => ({ on, state, toggle: () => store(on ? 'off' : 'on') }), [on, state, store]);
}

function useRangeInAddress() {
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const beforeBrush = useRef<TimeRange>(undefined);
  const { range: preset, from, to } = search as { range?: string; from?: string; to?: string };
  const range = useMemo(() => rangeFrom({ range: preset, from, to }), [preset, from, to]);
  const go = (next: TimeRange) => void navigate({ to: '.', search: (old) => ({ ...old, ...searchOf(next) }) });
  return {
    range,
    setRange(next: TimeRange) {
      beforeBrush.current = undefined;
      go(next);
    },
    brush(from: number, to: number) {
      beforeBrush.current ??= range;
      go({ kind: 'fixed', from, to });
    },
    undoBrush() {
      const before = beforeBrush.current;
      beforeBrush.current = undefined;
      if (before !== undefined) go(before);
      return before !== undefined;
    },
  };
}
