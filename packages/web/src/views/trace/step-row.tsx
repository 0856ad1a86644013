import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo } from 'react';
import { durationText, exact, shortModel } from '../../ui/format';
import { StatusMark } from '../status-mark';
import { TypeGlyph } from '../type-glyph';
import { isContainer, isPoint, nameOf, type Step, type StepRow } from './step-tree';
import { percentAt, type TimeScale } from './timeline';

interface StepRowProps { row: StepRow; index: number; top: number; scale: TimeScale; selected: boolean; found: boolean; folded: boolean; onSelect: (id: string) => void; onFold: (id: string) => void }

/** One step: its place in the tree, and its bar on the time axis. */
export const StepRowView = memo(function StepRowView({ row, index, top, scale, selected, found, folded, onSelect, onFold }: StepRowProps) {
  const { step } = row;
  const { observation } = step;
  const type = step.rounds > 1 ? 'LOOP' : observation.type;
  const canFold = step.children.length > 0;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the treegrid has the keys: one tab stop, arrows inside
    <div id={`step-${step.id}`} className={`wr ${found ? 'found' : ''}`} role="row" aria-level={row.level} aria-posinset={row.at} aria-setsize={row.of} aria-rowindex={index + 1} aria-expanded={canFold ? !folded : undefined} aria-selected={selected} style={{ transform: `translateY(${top}px)` }} onClick={() => onSelect(step.id)}>
      <div className="wn" role="gridcell">
        {row.guides.split('').map((guide, level) => <span key={level} className={`g ${guide === ' ' ? 'x' : guide}`} />)}
        {canFold
          ? <button type="button" className="tw" tabIndex={-1} aria-label={folded ? 'Unfold' : 'Fold'} onClick={(event) => { event.stopPropagation(); onFold(step.id); }}>{folded ? <ChevronRight className="ico s" /> : <ChevronDown className="ico s" />}</button>
          : <span className="tw" />}
        <TypeGlyph type={type} />
        <span className="lbl">
          <span className={`nm cut ${isContainer(step) ? 'par' : ''}`}>{nameOf(step)}</span>
          <span className="sub cut">{subtitle(step)}</span>
        </span>
        <span className="tail">{tail(step)}{step.failed > 0 && <Failed step={step} folded={folded} />}</span>
      </div>
      <div className={`wb t-${type.toLowerCase()}`} role="gridcell"><Bar step={step} scale={scale} /></div>
    </div>
  );
});

function Failed({ step, folded }: { step: Step; folded: boolean }) {
  const own = step.observation.status === 'error';
  if (!own && !folded && step.rounds === 1) return null;
  return <StatusMark mark={own ? 'error' : 'warn'} className="m" label={step.children.length === 0 ? step.observation.status_message ?? 'failed' : `${step.failed} failed`} />;
}

function subtitle(step: Step): string {
  const { observation: it } = step;
  if (step.rounds > 1) return `× ${exact(step.rounds)}`;
  if (step.lost) return `parent ${it.parent_observation_id?.slice(0, 6)}… not here`;
  if (it.status === 'error' && step.children.length === 0 && it.status_message !== null) return it.status_message;
  if (it.model !== null) return shortModel(it.model);
  if (it.type === 'AGENT' && it.agent_name !== null && it.agent_name !== it.name) return it.agent_name;
  if (it.level === 'WARNING' && it.status_message !== null) return it.status_message;
  return '';
}

function tail(step: Step): string {
  if (step.below > 0) return step.parent === undefined ? exact(step.below + 1) : `${exact(step.below)} ${step.below === 1 ? 'step' : 'steps'}`;
  const { total_tokens, type } = step.observation;
  return total_tokens !== null && (type === 'GENERATION' || type === 'EMBEDDING') ? exact(total_tokens) : '';
}

function Bar({ step, scale }: { step: Step; scale: TimeScale }) {
  const left = percentAt(scale, step.startMs);
  if (isPoint(step)) return <span className="pt" style={{ left: `${left}%` }}><TypeGlyph type={step.observation.type} /></span>;
  const width = Math.max(0, (100 * (step.endMs - step.startMs)) / scale.lengthMs);
  const { time_to_first_token_ms: first, status } = step.observation;
  const kind = `${isContainer(step) ? 'par ' : ''}${status === 'error' ? 'err ' : ''}`;
  const pale = first !== null && first > 0 && status !== 'error' ? Math.min(100, (100 * first) / Math.max(step.endMs - step.startMs, 0.001)) : undefined;
  const isRight = left + width > 88 && left > 30;
  return (
    <>
      <span className={`b ${kind}${pale === undefined ? '' : 'ttft'}`} style={{ left: `${left}%`, width: `${width}%`, ...(pale === undefined ? {} : { '--w': `${pale}%` }) }} />
      <span className={`d ${isRight && width < 88 ? 'l' : ''}`} style={{ left: `${isRight && width < 88 ? left : left + width}%` }}>{durationText((step.endMs - step.startMs) * 1e6)}</span>
    </>
  );
}
