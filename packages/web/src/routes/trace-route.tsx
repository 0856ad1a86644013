import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { ApiError } from '../api/client';
import type { Observation, Trace } from '../api/model';
import { fullTraceQuery, observationQuery, traceQuery } from '../api/queries';
import { useKeys } from '../ui/keys';
import { EmptyState, ErrorStrip } from '../ui/states';
import { usePageTitle } from '../views/page-title';
import { neighbours } from '../views/trace-walk';
import { BodiesContext, withPayloads } from '../views/trace/bodies';
import { runConversation } from '../views/trace/conversation';
import { TABS, type Tab } from '../views/trace/inspector';
import { stepTree, type Step, type StepTree } from '../views/trace/step-tree';
import { TracePage } from '../views/trace/trace-page';
import { useBodiesOf } from './use-bodies';
import { useExplanation } from './use-explanation';
import { useLogsOf } from './use-logs';

/** Up to here a trace is read with all its payloads, so that a run can be told as a conversation. */
const WHOLE = 150;

export function TraceRoute() {
  const { project, traceId } = useParams({ from: '/p/$project/traces/$traceId' });
  const trace = useQuery(traceQuery(project, traceId));
  usePageTitle(trace.data?.trace.name || 'Trace', project);
  if (trace.data !== undefined && trace.data.observations.length > 0) return <Loaded key={traceId} project={project} traceId={traceId} trace={trace.data} />;
  if (trace.error instanceof ApiError && (trace.error.status === 404 || trace.error.status === 400)) return <UnknownTrace project={project} traceId={traceId} message={trace.error.message} />;
  if (trace.error !== null) return <ErrorStrip error={trace.error} onRetry={() => void trace.refetch()} />;
  return <TraceSkeleton />;
}

function Loaded({ project, traceId, trace }: { project: string; traceId: string; trace: Trace }) {
  const search = useSearch({ from: '/p/$project/traces/$traceId' });
  const navigate = useNavigate({ from: '/p/$project/traces/$traceId' });
  const tree = useMemo(() => stepTree(trace.observations), [trace.observations]);
  const step = tree.byId.get(search.step ?? '') ?? tree.roots[0];
  const skeleton = step.observation;
  const isSmall = trace.observations.length <= WHOLE;
  const full = useQuery({ ...fullTraceQuery(project, traceId, trace.observations.reduce((sum, it) => sum + it.event_version, trace.observations.length)), enabled: isSmall });
  const inFull = full.data?.observations.find((it) => it.observation_id === skeleton.observation_id && it.event_version === skeleton.event_version);
  const single = useQuery({ ...observationQuery(project, traceId, skeleton.observation_id, skeleton.event_version), enabled: !isSmall || full.isError });
  const { observation, bodies } = useBodiesOf(project, inFull ?? single.data);
  const run = useRun(tree, step, full.data, isSmall, observation);
  const logs = useLogsOf(project, traceId, step);
  const explanation = useExplanation(project, skeleton, search.tab === 'attributes');
  const walk = neighbours(traceId);

  const onStep = useCallback((id: string) => void navigate({ search: (old) => ({ ...old, step: id }), replace: true }), [navigate]);
  const onTab = useCallback((tab: Tab) => void navigate({ search: (old) => ({ ...old, tab }), replace: true }), [navigate]);
  const onWalk = useCallback((next: string) => void navigate({ params: { project, traceId: next }, search: (old) => ({ ...old, step: undefined }), replace: true }), [navigate, project]);
  useKeys({ 'Shift+j': () => walk?.next !== undefined && onWalk(walk.next), 'Shift+k': () => walk?.previous !== undefined && onWalk(walk.previous) });

  return (
    <BodiesContext value={bodies}><TracePage project={project} trace={trace} tree={tree} step={step} observation={observation} observationError={isSmall ? (full.isError ? single.error : null) : single.error} onRetryObservation={() => void (isSmall ? full.refetch() : single.refetch())}
      run={run.entries} runNote={run.note} steps={full.data?.observations ?? trace.observations} logs={logs} explanation={explanation} tab={TABS.find((it) => it === search.tab)} walk={walk} onWalk={onWalk} onStep={onStep} onTab={onTab} /></BodiesContext>
  );
}

/** The part of the run below a step, told as a conversation. */
function useRun(tree: StepTree, step: Step, full: Trace | undefined, isSmall: boolean, observation: Observation | undefined) {
  return useMemo(() => {
    if (step.children.length === 0) return { entries: undefined, note: undefined };
    if (!isSmall) return { entries: observation === undefined ? undefined : runConversation([observation]), note: `This run has more than ${WHOLE} steps: here is what went into it and what came out. Open a step to read what it said.` };
    if (full === undefined) return { entries: undefined, note: undefined };
    const below = new Set(idsBelow(step));
    const all = full.observations.map((it) => (observation !== undefined && it.observation_id === observation.observation_id ? observation : withPayloads(it)));
    const own = all.filter((it) => it.observation_id === step.observation.observation_id);
    const inOrder = [...own, ...all.filter((it) => below.has(it.observation_id) && it !== own[0]).sort(inTime)];
    // Of several roots the first speaks for the trace, but all that happened is told.
    const rest = step === tree.roots[0] && tree.roots.length > 1 ? all.filter((it) => !below.has(it.observation_id)) : [];
    return { entries: runConversation([...inOrder, ...rest]), note: undefined };
  }, [tree, step, full, isSmall, observation]);
}

/** Clocks of milliseconds make ties: what ended first came first. */
const inTime = (a: Observation, b: Observation) => (a.start_time < b.start_time ? -1 : a.start_time > b.start_time ? 1 : a.duration_ns - b.duration_ns);

function idsBelow(step: Step): string[] {
  const open = [step];
  for (const it of open) open.push(...it.children);
  return open.map((it) => it.observation.observation_id);
}

function UnknownTrace({ project, traceId, message }: { project: string; traceId: string; message: string }) {
  return (
    <EmptyState icon={<SearchX className="big" />} title="This trace is not here"
      actions={<><Link className="btn" to="/p/$project/traces" params={{ project }} search={{}}>Go to the traces of {project}</Link><Link className="btn" to="/p/$project/ingest" params={{ project }} search={{ find: traceId.slice(0, 80) }}>Find out why</Link></>}>
      <p><code className="mono">{traceId.slice(0, 80)}</code></p>
      <p>{message}</p>
    </EmptyState>
  );
}

function TraceSkeleton() {
  return (
    <div className="trace appear" aria-label="Loading the trace">
      <div className="thead"><div className="row"><span className="sk" style={{ width: 220, height: 14 }} /></div><div className="facts"><span className="sk" style={{ width: 520 }} /></div></div>
      <div className="panes"><section className="steps ghosts">{Array.from({ length: 16 }, (_, index) => <span key={index} className="sk" style={{ width: `${30 + ((index * 17) % 40)}%`, marginLeft: `${(index % 4) * 20}px` }} />)}</section></div>
    </div>
  );
}
