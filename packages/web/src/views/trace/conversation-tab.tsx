import { useMemo, useState } from 'react';
import type { Observation } from '../../api/model';
import { TypeGlyph } from '../type-glyph';
import { AwayNote } from './away-note';
import { useBodies } from './bodies';
import { isHandover, type Block, type RunEntry } from './conversation';
import { toolSteps } from './tool-links';
import { TurnView } from './turn-view';

const FIRST = 60;

interface ConversationTabProps { entries: RunEntry[] | undefined; note: string | undefined; steps: readonly Observation[]; own: Observation; onStep: (id: string) => void; isRun?: boolean }

/** What was said, one column from top to bottom. */
export function ConversationTab({ entries, note, steps, own, onStep, isRun = false }: ConversationTabProps) {
  const [shown, setShown] = useState(FIRST);
  const { payloads } = useBodies();
  const links = useMemo(() => linksOf(entries ?? [], steps, isRun ? own.start_time : undefined), [entries, steps, isRun, own]);
  if (entries === undefined) return <p className="f3 appear">Reading the run …</p>;
  return (
    <>
      {note !== undefined && <p className="note">{note}</p>}
      {payloads.map((it) => <AwayNote key={it.side} payload={it} />)}
      {entries.length === 0 && note === undefined && <p className="f2">This step carries no messages. Its data is under Input / Output.</p>}
      {entries.slice(0, shown).map((entry, index) => isHandover(entry)
        ? <button type="button" key={index} className="handover" onClick={() => onStep(entry.stepId)}><TypeGlyph type="HANDOFF" /><span>{entry.handover}</span></button>
        : <TurnView key={index} turn={entry} own={entry.stepId === own.observation_id} callStep={(call) => links.get(call)} onStep={onStep} />)}
      {entries.length > shown && <button type="button" className="btn s" onClick={() => setShown(shown + 200)}>Show {Math.min(200, entries.length - shown)} more of {entries.length} messages</button>}
    </>
  );
}

/** Each call with the step that carried it out. */
function linksOf(entries: readonly RunEntry[], steps: readonly Observation[], after: string | undefined): Map<Block, Observation | undefined> {
  const calls = entries.flatMap((it) => (isHandover(it) ? [] : it.blocks)).filter((it) => it.kind === 'call');
  const found = toolSteps(calls, steps, after);
  return new Map(calls.map((call, index) => [call, found[index]]));
}
