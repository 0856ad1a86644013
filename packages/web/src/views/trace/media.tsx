import { useState } from 'react';
import { bytes } from '../../ui/format';
import { bodyIdIn, bodyIdsIn, useBodies } from './bodies';
import type { Block } from './conversation';

type MediaBlock = Block & { kind: 'media' };

/** Media of a message. What is kept here is shown; what lies elsewhere is a link that tells the other side nothing about us until it is clicked. */
export function Media({ media }: { media: MediaBlock }) {
  const id = bodyIdIn(media.uri);
  if (id !== undefined) return <Kept id={id} media={media} />;
  if (media.base64 !== undefined) return <Inline media={media} base64={media.base64} />;
  const isRemote = media.uri !== undefined && /^https?:\/\//i.test(media.uri);
  return (
    <p className="row mediabox">
      <span className="chip line">{media.modality}</span>
      {isRemote && <><a className="c-acc cut" href={media.uri} target="_blank" rel="noopener noreferrer nofollow">{media.uri}</a><span className="f3 xs">lies elsewhere, not loaded</span></>}
      {!isRemote && media.uri !== undefined && <code className="cut" title={media.uri}>{media.uri.slice(0, 200)}</code>}
    </p>
  );
}

/** From our own origin, which says what it is and lets nothing of it run. */
function Kept({ id, media }: { id: string; media: MediaBlock }) {
  const src = useBodies().url(id);
  const [failed, setFailed] = useState(false);
  const kind = media.mime === '' ? media.modality : media.mime.split('/')[0];
  const name = `${media.modality} from the trace`;
  if (!failed && kind === 'image' && media.mime !== 'image/svg+xml') return <a className="medialink" href={src} target="_blank" rel="noopener" title="Open the image by itself"><img className="media" src={src} alt={name} loading="lazy" onError={() => setFailed(true)} /></a>;
  // Nobody has captions for what an agent recorded.
  // oxlint-disable-next-line jsx-a11y/media-has-caption
  if (!failed && kind === 'audio') return <audio className="media" src={src} aria-label={name} controls preload="none" onError={() => setFailed(true)} />;
  // oxlint-disable-next-line jsx-a11y/media-has-caption
  if (!failed && kind === 'video') return <video className="media" src={src} aria-label={name} controls preload="none" onError={() => setFailed(true)} />;
  return (
    <p className="row mediabox">
      <span className="chip line">{media.modality}</span>
      <a className="c-acc" href={`${src}?download=1`} download>Download {media.mime || media.modality}{media.size === undefined ? '' : `, ${bytes(media.size)}`}</a>
      {failed && <span className="f3 xs">It cannot be shown here.</span>}
    </p>
  );
}

function Inline({ media, base64 }: { media: MediaBlock; base64: string }) {
  const [shown, setShown] = useState(false);
  const canShow = /^image\/(?:png|jpeg|gif|webp|avif)$/.test(media.mime);
  const name = `${media.mime || media.modality}, ${bytes(Math.round((base64.length * 3) / 4))}`;
  if (shown && canShow) return <img className="media" src={`data:${media.mime};base64,${base64}`} alt={`${media.modality} from the trace`} />;
  return <p className="row mediabox"><span className="chip line">{media.modality}</span>{canShow ? <button type="button" className="c-acc" onClick={() => setShown(true)}>Show {name}</button> : <span className="f2">{name}</span>}</p>;
}

/** Links to what data points to: media and long texts that are kept beside the step. */
export function BodyLinks({ value }: { value: unknown }) {
  const { url } = useBodies();
  const ids = bodyIdsIn(value).slice(0, 20);
  if (ids.length === 0) return null;
  return <p className="row mediabox">{ids.map((id) => <a key={id} className="c-acc xs" href={url(id)} target="_blank" rel="noopener">Open <code>{id.slice(0, 8)}…</code></a>)}</p>;
}
