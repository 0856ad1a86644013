import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { failingTracesQuery, facetsQuery, hasTracesQuery, ingestHealthQuery, otlpCheckQuery, overviewQuery, previousOverviewQuery, projectsQuery, readinessQuery } from '../api/queries';
import { useNow } from '../ui/now';
import { ErrorStrip } from '../ui/states';
import { Breakdown } from '../views/home/breakdown';
import { FailingTraces } from '../views/home/failing-traces';
import { COMPARABLE, FigureCards } from '../views/home/figure-cards';
import { HealthPanel } from '../views/home/health-panel';
import '../views/home/home.css';
import { Onboarding } from '../views/onboarding/onboarding';
import { useEver } from '../ui/use-ever';
import { usePageTitle } from '../views/page-title';
import { useRange } from '../views/range-context';
import { rangeLabel } from '../views/shell/range-picker';

/** How the project is doing; before its first trace, how to send one. */
export function HomeRoute() {
  const { project } = useParams({ from: '/p/$project' });
  const first = useQuery(hasTracesQuery(project));
  usePageTitle('Home', project);
  if (first.error !== null && first.data === undefined) return <ErrorStrip error={first.error} onRetry={() => void first.refetch()} />;
  if (first.data === undefined) return null;
  // Whoever watched the page wait sees the first trace arrive there, and opens it from there.
  return <Start key={project} project={project} trace={first.data} />;
}

function Start({ project, trace }: { project: string; trace: { traces: { trace_id: string; name: string }[] } }) {
  const [first] = trace.traces;
  const waited = useEver(first === undefined);
  return waited ? <Waiting project={project} first={first} /> : <Dashboard project={project} />;
}

/** Looks for the first trace here, and in a project that came into being while the page waited. */
function Waiting({ project, first }: { project: string; first: { trace_id: string; name: string } | undefined }) {
  const health = useQuery(ingestHealthQuery(project, 1_000));
  const ready = useQuery(readinessQuery);
  const otlp = useQuery(otlpCheckQuery);
  const projects = useQuery({ ...projectsQuery, refetchInterval: first === undefined ? 700 : false });
  const [known, setKnown] = useState<ReadonlySet<string>>();
  if (known === undefined && projects.data !== undefined) setKnown(new Set(projects.data.map((it) => it.slug)));
  const newcomer = projects.data?.findLast((it) => known?.has(it.slug) === false)?.slug;
  const elsewhere = useQuery({ ...hasTracesQuery(newcomer ?? ''), enabled: first === undefined && newcomer !== undefined });
  const there = elsewhere.data?.traces[0];
  const arrived = first !== undefined ? { project, traceId: first.trace_id, name: first.name } : newcomer !== undefined && there !== undefined ? { project: newcomer, traceId: there.trace_id, name: there.name } : undefined;
  return <Onboarding project={project} health={health.data} error={health.error} ready={ready.data} takesOtlp={otlp.isError ? false : otlp.data} arrived={arrived} others={projects.data?.map((it) => it.slug).filter((it) => it !== project && it !== 'default') ?? []} />;
}

function Dashboard({ project }: { project: string }) {
  const { range, brush } = useRange();
  const now = useNow(1000);
  const overview = useQuery(overviewQuery(project, range));
  const previous = useQuery(previousOverviewQuery(project, range));
  const failing = useQuery(failingTracesQuery(project, range));
  const facets = useQuery(facetsQuery(project, range));
  return (
    <div className="homescroll">
      {overview.isPlaceholderData && <div className="busy" />}
      <div className="home">
        <div className="head"><h1 className="cut">{project}</h1><span className="grow" /><span className="xs f3">{rangeLabel(range, now)}{(previous.data?.totals.traces ?? 0) >= COMPARABLE ? ', arrows compare with the time before' : ''}</span></div>
        {overview.error !== null && <ErrorStrip error={overview.error} onRetry={() => void overview.refetch()} />}
        {overview.data === undefined ? <HomeSkeleton /> : (
          <>
            <HealthPanel overview={overview.data} project={project} now={now} />
            <FigureCards overview={overview.data} previous={previous.data} onBrush={brush} />
          </>
        )}
        <div className="hgrid">
          {failing.error !== null && failing.data === undefined ? <ErrorStrip error={failing.error} onRetry={() => void failing.refetch()} /> : <FailingTraces traces={failing.data?.traces} project={project} now={now} />}
          <Breakdown title="Runs" project={project} filter="name" values={facets.data?.names} none="No run in this range." />
          <Breakdown title="Agents" project={project} filter="agent" values={facets.data?.agents} none="No span named an agent." />
          <Breakdown title="Models" project={project} filter="model" values={facets.data?.models} none="No model was called." />
        </div>
      </div>
    </div>
  );
}

/** As high as what will stand here, so that nothing jumps. */
const HomeSkeleton = () => (
  <div className="hskeleton appear" aria-label="Loading">
    <div className="panel health"><div className="say"><span className="sk" style={{ width: 320 }} /></div><div className="hstrip" /><div className="hx" /></div>
    <div className="cards">{[0, 1, 2, 3, 4].map((it) => <div key={it} className="panel card"><span className="sk" style={{ width: 70 }} /></div>)}</div>
  </div>
);
