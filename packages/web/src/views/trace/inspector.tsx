import { Tabs } from 'radix-ui';
import { useMemo, type ReactNode } from 'react';
import type { Observation, Score } from '../../api/model';
import { CopyButton } from '../../ui/copy-button';
import { cutId, durationText, exact, fullTime, usd } from '../../ui/format';
import { useKeys } from '../../ui/keys';
import { ErrorStrip } from '../../ui/states';
import { TypeGlyph } from '../type-glyph';
import { attributeCount, AttributesTab } from './attributes-tab';
import { ConversationTab } from './conversation-tab';
import { conversationOf, type RunEntry } from './conversation';
import { FactChips } from './fact-chips';
import { IoTab } from './io-tab';
import { LogsTab, type StepLogs } from './logs-tab';
import type { Explanation } from './origins-box';
import { ScoresTab } from './scores-tab';
import { nameOf, type Step } from './step-tree';

export const TABS = ['conversation', 'io', 'attributes', 'logs', 'scores'] as const;
export type Tab = (typeof TABS)[number];

interface InspectorProps {
  step: Step;
  /** The selected step with its payload, once it is there. */
  observation: Observation | undefined;
  error: Error | null;
  onRetry: () => void;
  /** The run as a conversation, for steps that contain others; undefined while it loads. */
  run: RunEntry[] | undefined;
  /** Why there is none. */
  runNote: string | undefined;
  steps: readonly Observation[];
  scores: readonly Score[];
  logs: StepLogs;
  explanation: Explanation;
  tab: Tab | undefined;
  onTab: (tab: Tab) => void;
  onStep: (id: string) => void;
}

/** Everything about one step: its failure first, then what was said, its data, its attributes. */
export function Inspector({ step, observation, error, onRetry, run, runNote, steps, scores, logs, explanation, tab, onTab, onStep }: InspectorProps) {
  const skeleton = step.observation;
  const own = scores.filter((it) => it.observation_id === skeleton.observation_id || (step.parent === undefined && it.observation_id === null));
  const turns = useMemo(() => (observation === undefined ? undefined : conversationOf(observation)), [observation]);
  const isRun = step.children.length > 0;
  const hasConversation = isRun || turns !== undefined || (observation === undefined && (skeleton.type === 'GENERATION' || skeleton.type === 'AGENT'));
  const offered = TABS.filter((it) => (it === 'scores' ? own.length > 0 : it === 'logs' ? logs.entries.length > 0 : it === 'conversation' ? hasConversation : true));
  const shown = tab !== undefined && offered.includes(tab) ? tab : offered[0];
  useKeys(Object.fromEntries(offered.map((it, index) => [String(index + 1), () => onTab(it)])));
  const counts: Partial<Record<Tab, number>> = { conversation: (isRun ? run?.length : undefined) ?? turns?.length, attributes: observation === undefined ? undefined : attributeCount(observation), logs: logs.entries.length, scores: own.length };
  const body = (content: (observation: Observation) => ReactNode) => (observation === undefined ? (error === null ? <Waiting /> : <ErrorStrip error={error} onRetry={onRetry} />) : content(observation));

  return (
    <aside className="insp" aria-label="Inspector">
      <div className="ihead">
        <div className="l1"><TypeGlyph type={step.rounds > 1 ? 'LOOP' : skeleton.type} /><h2 className="cut" title={skeleton.name}>{nameOf(step)}</h2><span className="id" title={skeleton.observation_id}>{cutId(skeleton.observation_id, 4, 4)}</span><CopyButton bare text={skeleton.observation_id} label="Copy step id" className="btn ghost icon s" />{skeleton.agent_name !== null && skeleton.agent_name !== skeleton.name && <span className="chip line cut" title="Agent">{skeleton.agent_name}</span>}</div>
        <Facts observation={skeleton} />
        <FactChips observation={skeleton} onWhy={() => { explanation.open(); onTab('attributes'); }} />
      </div>
      <Tabs.Root value={shown} onValueChange={(value) => onTab(value as Tab)} className="itabs" activationMode="manual">
        <Tabs.List className="tabs" aria-label="Views of the step">
          {offered.map((it) => <Tabs.Trigger key={it} value={it}>{NAMES[it]}{counts[it] !== undefined && <em>{exact(counts[it])}</em>}</Tabs.Trigger>)}
        </Tabs.List>
        <Tabs.Content className="ibody" value={shown} tabIndex={0} key={`${step.id} ${shown}`}>
          {(skeleton.status === 'error' && step.rounds === 1) && <FailureBox skeleton={skeleton} observation={observation} />}
          {step.lost && <p className="note">Its parent <code>{skeleton.parent_observation_id}</code> is not here. It may still arrive, or it was never sent: check that the parent’s process exports to the same project.</p>}
          {shown === 'conversation' && (isRun && (turns === undefined || skeleton.type !== 'GENERATION') ? <ConversationTab entries={run} note={runNote} steps={steps} own={skeleton} onStep={onStep} isRun /> : body((it) => <ConversationTab entries={turns ?? []} note={undefined} steps={steps} own={it} onStep={onStep} />))}
          {shown === 'io' && body((it) => <IoTab observation={it} />)}
          {shown === 'attributes' && body((it) => <AttributesTab observation={it} explanation={explanation} />)}
          {shown === 'logs' && <LogsTab logs={logs} own={skeleton.observation_id} steps={steps} onStep={onStep} />}
          {shown === 'scores' && <ScoresTab scores={own} />}
        </Tabs.Content>
      </Tabs.Root>
    </aside>
  );
}

const NAMES: Record<Tab, string> = { conversation: 'Conversation', io: 'Input / Output', attributes: 'Attributes', logs: 'Logs', scores: 'Scores' };
const Waiting = () => <div className="appear ghosts" aria-label="Loading">{[70, 92, 40, 84, 60].map((width) => <span key={width} className="sk" style={{ width: `${width}%` }} />)}</div>;

const COST_SOURCES: Record<Observation['cost_source'], string> = { computed: 'computed from tokens and prices: ', reported: 'as the sender reported it: ', none: '' };

function Facts({ observation: it }: { observation: Observation }) {
  const facts: [string, string, string?][] = [];
  if (it.model !== null) facts.push(['Model', it.model, it.provider === null ? undefined : `provider ${it.provider}`]);
  else if (it.type === 'RETRIEVAL' || it.type === 'TOOL' || it.service_name !== null) facts.push(['Started', it.start_time.slice(11, 23), fullTime(it.start_time)]);
  facts.push(['Duration', durationText(it.duration_ns, true), `${exact(it.duration_ns)} ns`]);
  if (it.time_to_first_token_ms !== null) facts.push(['First token', durationText(it.time_to_first_token_ms * 1e6, true)]);
  if (it.total_tokens !== null || it.input_tokens !== null || it.output_tokens !== null) {
    const kinds: [string, number | null][] = [['in', it.input_tokens], ['cached', it.cache_read_tokens], ['out', it.output_tokens], ['reasoning', it.reasoning_tokens]];
    const known = kinds.filter(([name, value]) => value !== null || name === 'in' || name === 'out');
    facts.push([`Tokens ${known.map(([name]) => name).join(' / ')}`, known.map(([, value]) => exact(value)).join(' / '), it.usage_counted ? undefined : 'repeats usage that other steps already carry: not in the totals']);
  }
  if (it.total_cost_usd !== null) facts.push([it.cost_source === 'none' ? 'Cost' : `Cost, ${it.cost_source}`, usd(it.total_cost_usd), `${COST_SOURCES[it.cost_source]}${usd(it.input_cost_usd)} in, ${usd(it.output_cost_usd)} out`]);
  else if (it.model !== null && it.total_tokens !== null) facts.push(['Cost', '–', `no price for model ${it.model}`]);
  if (it.prompt_name !== null) facts.push(['Prompt', `${it.prompt_name}${it.prompt_version === null ? '' : ` ${/^\d/.test(it.prompt_version) ? 'v' : ''}${it.prompt_version}`}`]);
  return <dl className="kv">{facts.map(([name, value, title]) => <div key={name} title={title}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}

/** The failure before anything else: its message, and where it was thrown. */
function FailureBox({ skeleton, observation }: { skeleton: Observation; observation: Observation | undefined }) {
  const exception = observation?.events.find((it) => it.name === 'exception')?.attributes;
  const read = (key: string) => (typeof exception?.[key] === 'string' ? exception[key] : undefined);
  const type = read('exception.type');
  const message = skeleton.status_message ?? read('exception.message') ?? 'The step failed without a message.';
  const stack = read('exception.stacktrace');
  return (
    <section className="failbox" aria-label="Failure">
      <header><b>{type ?? 'Failed'}</b><span className="grow" /><CopyButton text={stack ?? message} label={stack === undefined ? 'Copy the message' : 'Copy the stack'} className="btn s ghost" /></header>
      <p>{message}</p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls: the keyboard must reach it */}
      {stack !== undefined && <pre tabIndex={0} aria-label="Stack trace">{stack}</pre>}
    </section>
  );
}
