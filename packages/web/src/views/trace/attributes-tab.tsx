import { useState } from 'react';
import type { Observation } from '../../api/model';
import { CopyButton } from '../../ui/copy-button';
import { clock } from '../../ui/format';
import { JsonTree } from '../../ui/json-tree';
import { Origins, type Explanation } from './origins-box';
import { originsOf, ruleWords } from './origins';

/** `origin`: how its fields are called in the mapping; undefined where there are no rules. */
interface Group { title: string; entries: [string, unknown][]; origin?: (key: string) => string }
const PREFIXES: [string, string][] = [['resource.', 'Resource'], ['scope.', 'Instrumentation scope'], ['otel.', 'Span envelope']];

export const attributeCount = (it: Observation) => groupsOf(it).reduce((sum, group) => sum + group.entries.length, 0) + it.events.length + it.links.length;

/** Everything else the span carried, to look through, and which rule gave each field. */
export function AttributesTab({ observation, explanation }: { observation: Observation; explanation: Explanation }) {
  const [query, setQuery] = useState('');
  const words = query.trim().toLowerCase();
  const matches = ([key, value]: [string, unknown]) => words === '' || key.toLowerCase().includes(words) || textOf(value).toLowerCase().includes(words);
  const origins = originsOf(observation);
  const groups = groupsOf(observation).map((it) => ({ ...it, entries: it.entries.filter(matches) })).filter((it) => it.entries.length > 0);
  const events = observation.events.filter((it) => matches([it.name, it.attributes]));
  const links = observation.links.filter((it) => matches([it.trace_id, it.attributes]));
  return (
    <>
      <input className="input asearch" type="search" placeholder="Key or value" aria-label="Search attributes" value={query} onChange={(event) => setQuery(event.target.value)} autoComplete="off" spellCheck={false} />
      {words === '' && <Origins observation={observation} explanation={explanation} />}
      {groups.map(({ title, entries, origin }) => (
        <section key={title} aria-label={title}>
          <h3 className="gh">{title}<span className="f3 tn">{entries.length}</span></h3>
          <dl className="attrs">{entries.map(([key, value]) => <div key={key}><dt title={key}>{key}</dt><dd><AttributeValue value={value} rule={origin === undefined ? undefined : origins[origin(key)]} /><CopyButton bare text={textOf(value)} label={`Copy ${key}`} className="btn ghost icon s" /></dd></div>)}</dl>
        </section>
      ))}
      {events.length > 0 && <section aria-label="Events"><h3 className="gh">Events<span className="f3 tn">{events.length}</span></h3>{events.map((it, index) => <div key={index} className="call ev"><div className="chd"><b>{it.name}</b><span className="grow" /><time className="xs f3 tn">{clock(it.time, { millis: true })}</time></div>{Object.keys(it.attributes).length > 0 && <div className="cbody"><JsonTree value={it.attributes} /></div>}</div>)}</section>}
      {links.length > 0 && <section aria-label="Links"><h3 className="gh">Links<span className="f3 tn">{links.length}</span></h3>{links.map((it, index) => <div key={index} className="call ev"><div className="cbody"><JsonTree value={it} /></div></div>)}</section>}
      {groups.length === 0 && events.length === 0 && links.length === 0 && <p className="f2">{words === '' ? 'The span carried no attributes.' : `Nothing here has “${query}”.`}</p>}
    </>
  );
}

function groupsOf(it: Observation): Group[] {
  const attributes = Object.entries(it.attributes);
  const prefixed = PREFIXES.map(([prefix, title]) => ({ title, entries: attributes.filter(([key]) => key.startsWith(prefix)).map(([key, value]): [string, unknown] => [key.slice(prefix.length), value]) }));
  const rest = attributes.filter(([key]) => !PREFIXES.some(([prefix]) => key.startsWith(prefix)));
  const fields = ([['type', it.type], ['dialect', it.dialect], ['level', it.level === 'DEFAULT' ? null : it.level], ['status_message', it.status_message], ['start_time', it.start_time], ['end_time', it.end_time], ['ingested_at', it.ingested_at], ['session_id', it.session_id], ['user_id', it.user_id], ['environment', it.environment], ['release', it.release], ['service_name', it.service_name], ['scope', it.scope_name === null ? null : `${it.scope_name} ${it.scope_version ?? ''}`.trim()], ['agent_id', it.agent_id], ['agent_name', it.agent_name], ['handoff_target_agent_id', it.handoff_target_agent_id], ['finish_reasons', it.finish_reasons.length === 0 ? null : it.finish_reasons.join(', ')], ['cache_creation_tokens', it.cache_creation_tokens], ['tags', it.tags.length === 0 ? null : it.tags.join(', ')], ['prompt_label', it.prompt_label], ['tool_call_id', it.type === 'TOOL' ? it.tool_calls[0]?.id ?? null : null]] as [string, unknown][]).filter(([, value]) => value !== null);
  return [
    { title: 'Metadata', entries: Object.entries(it.metadata), origin: (key: string) => `metadata.${key}` },
    { title: 'Model parameters', entries: Object.entries(it.model_parameters), origin: (key: string) => `model_parameters.${key}` },
    { title: 'Fields', entries: fields, origin: (key: string) => (key === 'scope' ? 'scope_name' : key) },
    { title: 'Attributes', entries: rest },
    ...prefixed,
  ].filter((group) => group.entries.length > 0);
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value) ?? '');

function AttributeValue({ value, rule }: { value: unknown; rule: string | undefined }) {
  if (value !== null && typeof value === 'object') return <JsonTree value={value} />;
  const text = String(value);
  return <span className="av">{text.length > 600 ? `${text.slice(0, 600)}…` : text}{rule !== undefined && <span className="orig" title="The rule that gave this field">{ruleWords(rule)}</span>}</span>;
}
