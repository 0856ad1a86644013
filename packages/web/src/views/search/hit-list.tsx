import { Link } from '@tanstack/react-router';
import { useRef, type KeyboardEvent } from 'react';
import type { SearchHit } from '../../api/model';
import { clock, cutId, fullTime } from '../../ui/format';
import { useKeys } from '../../ui/keys';
import { StatusMark } from '../status-mark';
import { TypeGlyph } from '../type-glyph';
import { segmentsOf } from './highlight';

const FIELD_NAMES: Record<SearchHit['field'], string> = { name: 'name', input: 'input', output: 'output', status_message: 'error' };
/** The tab of a step where the field is to be seen. */
const TABS: Partial<Record<SearchHit['field'], string>> = { input: 'io', output: 'io' };

/** What was found, newest first: each leads to its step. Arrows and j, k go from one to the next. */
export function HitList({ project, hits, now }: { project: string; hits: readonly SearchHit[]; now: number }) {
  const list = useRef<HTMLOListElement>(null);
  const go = (step: 1 | -1) => {
    const links = [...(list.current?.querySelectorAll<HTMLAnchorElement>('a.hit') ?? [])];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus();
  };
  useKeys({ j: () => go(1), k: () => go(-1) });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    go(event.key === 'ArrowDown' ? 1 : -1);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrows between links; each link has the focus itself
    <ol ref={list} className="hits" aria-label="Found" onKeyDown={onKeyDown}>
      {hits.map((hit) => (
        <li key={`${hit.trace_id}/${hit.observation_id}`}>
          <Link className="hit" to="/p/$project/traces/$traceId" params={{ project, traceId: hit.trace_id }} search={{ step: hit.observation_id, tab: TABS[hit.field] }} preload={false}>
            <span className="row"><TypeGlyph type={hit.type} /><b className="cut">{isName(hit) ? <Marked hit={hit} /> : hit.name || 'unnamed'}</b><StatusMark mark={hit.status} className="m" /><span className="chip">{FIELD_NAMES[hit.field]}</span><span className="grow" /><span className="id">{cutId(hit.trace_id)}</span><time className="xs f3 tn" dateTime={hit.start_time} title={fullTime(hit.start_time)}>{clock(hit.start_time, { now })}</time></span>
            {!isName(hit) && <span className="excerpt"><Marked hit={hit} /></span>}
          </Link>
        </li>
      ))}
    </ol>
  );
}

/** The excerpt is the whole name: then it stands once. */
const isName = (hit: SearchHit) => hit.field === 'name' && hit.excerpt === hit.name;

const Marked = ({ hit }: { hit: SearchHit }) => <>{segmentsOf(hit.excerpt, hit.highlights).map((it, index) => (it.isHit ? <mark key={index}>{it.text}</mark> : it.text))}</>;
