import { Check, ChevronLeft, ChevronRight, Clock } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState, type SubmitEvent } from 'react';
import { clock, day, fullTime } from '../../ui/format';
import { useNow } from '../../ui/now';
import { boundsOf, PRESETS, readRange, shifted, type Preset, type TimeRange } from '../../ui/time-range';
import { useRange } from '../range-context';

/** The time range of all pages: presets, words, and one step earlier or later. */
export function RangePicker() {
  const { range, setRange } = useRange();
  const [open, setOpen] = useState(false);
  const now = useNow(30_000);
  const { from, to } = boundsOf(range, now);
  const choose = (next: TimeRange) => {
    setRange(next);
    setOpen(false);
  };
  return (
    <div className="seg range">
      <button type="button" className="btn icon" title="Earlier  ," aria-label="Earlier" onClick={() => setRange(shifted(range, -1, Date.now()))}><ChevronLeft /></button>
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger className="btn" title={`${fullTime(from)}\nto\n${fullTime(to)}`}><Clock /><span className="cut">{rangeLabel(range, now)}</span></Popover.Trigger>
        <Popover.Portal>
          <Popover.Content className="pop rangepop" align="end" sideOffset={6} collisionPadding={8} aria-label="Time range">
            {(Object.keys(PRESETS) as Preset[]).map((preset) => (
              <button key={preset} type="button" className="opt" aria-pressed={range.kind === 'preset' && range.preset === preset} onClick={() => choose({ kind: 'preset', preset })}>
                {PRESETS[preset].label}{range.kind === 'preset' && range.preset === preset && <Check />}
              </button>
            ))}
            <hr />
            <WrittenRange now={now} onChoose={choose} />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      <button type="button" className="btn icon" title="Later  ." aria-label="Later" disabled={range.kind === 'preset'} onClick={() => setRange(shifted(range, 1, Date.now()))}><ChevronRight /></button>
    </div>
  );
}

function WrittenRange({ now, onChoose }: { now: number; onChoose: (range: TimeRange) => void }) {
  const [text, setText] = useState('');
  const read = readRange(text, now);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (read !== undefined) onChoose(read);
  };
  return (
    <form onSubmit={submit}>
      <label htmlFor="written-range">Other range</label>
      <input id="written-range" className="input" value={text} onChange={(event) => setText(event.target.value)} placeholder="yesterday 14:00 to 15:00" autoComplete="off" spellCheck={false} aria-describedby="written-range-hint" />
      <p id="written-range-hint" className={`hint ${text !== '' && read === undefined ? 'c-err' : ''}`}>
        {read !== undefined ? `${rangeLabel(read, now)}. Enter to set.` : text === '' ? `Times are ${Intl.DateTimeFormat().resolvedOptions().timeZone}. Dragging over a chart sets the range, too.` : 'Try “last 3 hours”, “yesterday”, “09:00 to 10:30” or “2026-11-20 14:00 to 16:00”.'}
      </p>
    </form>
  );
}

export function rangeLabel(range: TimeRange, now: number): string {
  if (range.kind === 'preset') return PRESETS[range.preset].label;
  const seconds = range.to - range.from < 10 * 60_000;
  const sameDay = new Date(range.from).toDateString() === new Date(range.to).toDateString();
  const isToday = new Date(range.from).toDateString() === new Date(now).toDateString();
  const from = `${isToday && sameDay ? '' : `${day(range.from)} `}${clock(range.from, { seconds })}`;
  return `${from} to ${sameDay ? '' : `${day(range.to)} `}${clock(range.to, { seconds })}`;
}
