import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { ApiError } from '../api/client';
import { sessionQuery } from '../api/lists';
import { EmptyState, ErrorStrip } from '../ui/states';
import { SessionHead } from '../views/lists/session-head';
import { usePageTitle } from '../views/page-title';
import { rememberWalk } from '../views/trace-walk';
import { TraceTable } from '../views/traces/trace-table';
import '../views/traces/traces.css';

const NONE: ReadonlySet<string> = new Set();
const nothing = () => {};

/** One conversation: its totals, and its traces newest first. */
export function SessionRoute() {
  const { project, sessionId } = useParams({ from: '/p/$project/sessions/$sessionId' });
  const navigate = useNavigate();
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery(sessionQuery(project, sessionId));
  usePageTitle(`Session ${sessionId}`, project);
  const session = data?.pages[0].session;
  const rows = data?.pages.flatMap((it) => it.traces) ?? [];
  if (error instanceof ApiError && error.status === 404) {
    return (
      <EmptyState icon={<SearchX className="big" />} title="This session is not here" actions={<Link className="btn" to="/p/$project/sessions" params={{ project }} search={{}}>Go to the sessions of {project}</Link>}>
        <p><code className="mono">{sessionId.slice(0, 120)}</code></p><p>No trace carries this session id.</p>
      </EmptyState>
    );
  }
  if (error !== null && session === undefined) return <ErrorStrip error={error} onRetry={() => void refetch()} />;
  if (session === undefined) return null;
  return (
    <div className="spage">
      <SessionHead session={session} project={project} />
      <div className="twrap">
        <TraceTable project={project} rows={rows} fresh={NONE} hasMore={hasNextPage} loading={isPending} scrollKey={JSON.stringify(['session', project, sessionId])} toTop={0} peeked={undefined} onTop={nothing} onPeek={nothing}
          onNearEnd={() => { if (hasNextPage && !isFetchingNextPage) void fetchNextPage(); }}
          onOpen={(trace) => {
            rememberWalk(rows.map((it) => it.trace_id));
            void navigate({ to: '/p/$project/traces/$traceId', params: { project, traceId: trace.trace_id }, search: {} });
          }} />
      </div>
    </div>
  );
}
