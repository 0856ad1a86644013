import { useState } from 'react';
import type { Observation } from '../../api/model';
import { CopyButton } from '../../ui/copy-button';
import { bytes } from '../../ui/format';
import { JsonTree } from '../../ui/json-tree';
import { AwayNote } from './away-note';
import { useBodies, type AwayPayload } from './bodies';
import { parsed } from './conversation';
import { BodyLinks } from './media';

const MODES = ['Pretty', 'Raw'] as const;

/** Input and output as data: folded by structure, or exactly as stored. */
export function IoTab({ observation: it }: { observation: Observation }) {
  const [mode, setMode] = useState<(typeof MODES)[number]>('Pretty');
  const { payloads } = useBodies();
  const awayOf = (side: AwayPayload['side']) => payloads.find((payload) => payload.side === side);
  return (
    <>
      <div className="row"><div className="switch" role="radiogroup" aria-label="How data is shown">{MODES.map((name) => <button key={name} type="button" role="radio" aria-checked={mode === name} onClick={() => setMode(name)}>{name}</button>)}</div></div>
      <Payload title="Input" value={it.input} away={awayOf('input')} mode={mode} />
      <Payload title="Output" value={it.output} away={awayOf('output')} mode={mode} />
      {it.tool_calls.length > 0 && (it.type === 'GENERATION' || (it.input === null && it.output === null)) && <Payload title={it.tool_calls.length === 1 ? 'Tool call' : 'Tool calls'} value={it.tool_calls.length === 1 ? it.tool_calls[0] : it.tool_calls} mode={mode} />}
      {it.documents.length > 0 && <Documents documents={it.documents} />}
      {it.tool_definitions.length > 0 && <Payload title={`Tools offered, ${it.tool_definitions.length}`} value={it.tool_definitions} mode={mode} />}
    </>
  );
}

interface PayloadProps { title: string; value: unknown; mode: 'Pretty' | 'Raw'; away?: AwayPayload | undefined }

function Payload({ title, value: shown, mode, away }: PayloadProps) {
  const text = typeof shown === 'string' ? shown : JSON.stringify(shown, null, 2);
  return (
    <section className="io" aria-label={title}>
      <header className="row"><h3>{title}</h3><span className="xs f3 tn">{shown === null || shown === undefined ? 'none' : bytes(new Blob([text]).size)}</span><span className="grow" />{shown !== null && shown !== undefined && <CopyButton text={text} label={`Copy ${title.toLowerCase()}`} className="btn s ghost" />}</header>
      {away !== undefined && <AwayNote payload={away} />}
      {shown !== null && shown !== undefined && <div className="call"><div className="cbody tall">{mode === 'Raw' || (typeof shown === 'string' && typeof parsed(shown) === 'string') ? <pre className="raw">{text}</pre> : <JsonTree value={parsed(shown)} />}</div><BodyLinks value={shown} /></div>}
    </section>
  );
}

function Documents({ documents }: { documents: Observation['documents'] }) {
  return (
    <section className="io" aria-label="Documents">
      <header className="row"><h3>Documents</h3><span className="xs f3 tn">{documents.length}</span><span className="chip line un">untrusted</span></header>
      <ol className="docs">
        {documents.map((it, index) => (
          <li key={index}><span className="num f3">{index + 1}</span><div><div className="row"><code className="cut">{it.id ?? 'no id'}</code>{typeof it.score === 'number' && <span className="chip tn">{it.score.toFixed(3)}</span>}</div><p className="lt">{typeof it.content === 'string' ? it.content.slice(0, 1200) : JSON.stringify(it.content)}</p></div></li>
        ))}
      </ol>
    </section>
  );
}
