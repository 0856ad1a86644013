import { ChartGantt, MessagesSquare } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Observation, Trace } from '../../api/model';
import { useMedia } from '../../ui/use-media';
import { Splitter } from '../../ui/splitter';
import { useStored } from '../../ui/stored';
import type { RunEntry } from './conversation';
import { failuresOf } from './failures';
import { Inspector, type Tab } from './inspector';
import type { StepLogs } from './logs-tab';
import type { Explanation } from './origins-box';
import { type Step, type StepTree } from './step-tree';
import { StepsPane } from './steps-pane';
import { TraceHead } from './trace-head';
import './trace.css';

interface TracePageProps {
  project: string;
  trace: Trace;
  tree: StepTree;
  step: Step;
  observation: Observation | undefined;
  observationError: Error | null;
  onRetryObservation: () => void;
  run: RunEntry[] | undefined;
  runNote: string | undefined;
  steps: readonly Observation[];
  logs: StepLogs;
  explanation: Explanation;
  tab: Tab | undefined;
  walk: { previous: string | undefined; next: string | undefined; at: number; of: number } | undefined;
  onWalk: (traceId: string) => void;
  onStep: (id: string) => void;
  onTab: (tab: Tab) => void;
}

/** Steps and timeline on the left, the selected step on the right; below 720 px one of them at a time. */
export function TracePage(props: TracePageProps) {
  const { trace, tree, step, onStep } = props;
  const narrow = useMedia('(max-width: 720px)');
  const over = useMedia('(max-width: 1000px)');
  const [part, setPart] = useState<'steps' | 'detail'>('steps');
  const [stored, setStored] = useStored('inspector-width', '');
  const width = stored === '' ? undefined : Number(stored);
  const failures = useMemo(() => failuresOf(tree), [tree]);
  const open = (id: string) => {
    onStep(id);
    if (over) setPart('detail');
  };
  const steps = <StepsPane tree={tree} selected={step.id} narrow={narrow} truncated={trace.truncated} onSelect={over ? open : onStep} onOpen={() => setPart('detail')} />;
  const inspector = <Inspector step={step} observation={props.observation} error={props.observationError} onRetry={props.onRetryObservation} run={props.run} runNote={props.runNote} steps={props.steps} scores={trace.scores} logs={props.logs} explanation={props.explanation} tab={props.tab} onTab={props.onTab} onStep={onStep} />;
  return (
    <div className="trace">
      <TraceHead trace={trace.trace} project={props.project} failures={failures} rootMissing={tree.roots.every((it) => it.lost)} selected={step.id} walk={props.walk} onWalk={props.onWalk} onStep={open} />
      <div className="panes" style={width === undefined || over ? undefined : ({ '--insp': `${width}px` } as React.CSSProperties)}>
        {(!over || part === 'steps') && steps}
        {!over && <Splitter className="inspsplit" label="Width of the inspector" value={width ?? 548} min={320} max={Math.max(400, window.innerWidth - 520)} direction={-1} onChange={(value) => setStored(String(value))} />}
        {(!over || part === 'detail') && inspector}
      </div>
      {over && (
        <nav className="mtabs" aria-label="Parts of the trace">
          <button type="button" aria-pressed={part === 'steps'} onClick={() => setPart('steps')}><ChartGantt />Steps</button>
          <button type="button" aria-pressed={part === 'detail'} onClick={() => setPart('detail')}><MessagesSquare />Detail</button>
        </nav>
      )}
    </div>
  );
}
