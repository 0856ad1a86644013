import { Bot, Brain, CircleHelp, CornerDownRight, ScrollText, User, type LucideIcon } from 'lucide-react';
import type { Observation } from '../../api/model';
import { bytes, durationText } from '../../ui/format';
import { JsonTree } from '../../ui/json-tree';
import { LongText } from '../../ui/long-text';
import { TypeGlyph } from '../type-glyph';
import { parsed, type Block, type Turn } from './conversation';
import { BodyLinks, Media } from './media';

const ICONS: Record<Turn['role'], LucideIcon> = { system: ScrollText, user: User, assistant: Bot, tool: CornerDownRight, reasoning: Brain, other: CircleHelp };
const LINES: Record<Turn['role'], number> = { system: 2, user: 14, assistant: 40, tool: 14, reasoning: 3, other: 10 };

interface TurnViewProps { turn: Turn; callStep: (call: Block & { kind: 'call' }) => Observation | undefined; onStep: (id: string) => void; own?: boolean }

/** One message. Its text came from an agent or its users: it is drawn as text and nothing else. */
export function TurnView({ turn, callStep, onStep, own = false }: TurnViewProps) {
  const Icon = ICONS[turn.role];
  const calls = turn.blocks.filter((it) => it.kind === 'call').length;
  const said = [...turn.meta, ...(turn.role === 'tool' ? resultFacts(turn.blocks) : calls > 0 && turn.blocks.length === calls ? [calls === 1 ? 'calls a tool' : `calls ${calls} tools`] : [])];
  return (
    <article className={`msg ${turn.role} ${turn.final ? 'out' : ''}`}>
      <span className="ro"><Icon className="ico" aria-hidden="true" /></span>
      <div className="mc">
        <header className="mh">
          <b className="cut">{turn.label}</b>
          <span className="xs f3 cut">{said.join(', ')}</span>
          {turn.role === 'tool' && <span className="chip line un" title="What a tool returned is not checked by anyone">untrusted</span>}
          <span className="grow" />
          {turn.stepId !== undefined && !own && <button type="button" className="c-acc xs" onClick={() => onStep(turn.stepId!)}>open step</button>}
        </header>
        <div className="mb">{turn.blocks.map((block, index) => <BlockView key={index} block={block} lines={LINES[turn.role]} step={block.kind === 'call' ? callStep(block) : undefined} onStep={onStep} />)}</div>
      </div>
    </article>
  );
}

function resultFacts(blocks: Block[]): string[] {
  const results = blocks.filter((it) => it.kind === 'result');
  return results.flatMap((it) => [it.name, bytes(sizeOf(it.response))]).filter((it) => it !== undefined);
}

const sizeOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value) ?? '').length;

function BlockView({ block, lines, step, onStep }: { block: Block; lines: number; step: Observation | undefined; onStep: (id: string) => void }) {
  switch (block.kind) {
    case 'text': return <Text text={block.text} lines={lines} />;
    case 'call': return <CallCard call={block} step={step} onStep={onStep} />;
    case 'result': return <Value value={block.response} lines={lines} />;
    case 'media': return <Media media={block} />;
    case 'json': return <Value value={block.value} lines={lines} />;
  }
}

/** Text as text; an answer in JSON reads better as data. */
function Text({ text, lines }: { text: string; lines: number }) {
  const data = parsed(text);
  if (text === '') return <p className="f3">empty text</p>;
  return typeof data === 'string' ? <LongText text={text} lines={lines} /> : <Value value={data} />;
}

function CallCard({ call, step, onStep }: { call: Block & { kind: 'call' }; step: Observation | undefined; onStep: (id: string) => void }) {
  return (
    <div className="call">
      <div className="chd">
        <TypeGlyph type="TOOL" /><code className="cut">{call.name}</code>
        {step !== undefined && <span className="f3 tn">{durationText(step.duration_ns)}</span>}
        {step?.status === 'error' && <span className="chip err">failed</span>}
        <span className="grow" />
        {step !== undefined && <button type="button" className="c-acc xs" onClick={() => onStep(step.observation_id)}>open step</button>}
      </div>
      <div className="cbody">{call.arguments === undefined || call.arguments === null ? <span className="f3 sm">no arguments</span> : typeof call.arguments === 'string' ? <LongText text={call.arguments} lines={10} className="mono" /> : <JsonTree value={call.arguments} openLines={22} />}</div>
    </div>
  );
}

/** Data in a box, text as text. */
export function Value({ value, lines = 40 }: { value: unknown; lines?: number }) {
  if (value === undefined || value === null) return <p className="f3">nothing</p>;
  if (typeof value === 'string') return <div className="call"><div className="cbody">{value === '' ? <span className="f3 sm">empty text</span> : <LongText text={value} lines={lines} />}</div><BodyLinks value={value} /></div>;
  return <div className="call"><div className="cbody"><JsonTree value={value} openLines={22} /></div><BodyLinks value={value} /></div>;
}
