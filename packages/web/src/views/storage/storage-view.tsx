import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Storage, StoreStatus } from '../../api/storage';
import { Bars } from '../../ui/bars';
import { bytes, count, plural } from '../../ui/format';
import { PageHead } from '../../ui/page-head';

interface StorageViewProps { project: string; storage: Storage; status: StoreStatus | undefined; retention: { hot_days: number; warm_days: number; bodies_days: number } | undefined; notice: ReactNode }

/** What a project takes, how it grows, and what retention will let go. */
export function StorageView({ project, storage, status, retention, notice }: StorageViewProps) {
  const rows = storage.observations + storage.logs + storage.metric_points;
  return (
    <div className="stpage">
      <PageHead title="Storage">What this project takes, and what it lets go</PageHead>
      <div className="stbody">
        {notice}
        <dl className="stfigures">
          <Figure label="In the store" value={bytes(storage.bytes)} note={plural(rows, 'row')} />
          <Figure label="Payloads and media" value={bytes(storage.bodies.bytes)} note={plural(storage.bodies.count, 'body', 'bodies')} />
          <Figure label="Growth" value={`${bytes(storage.growth_per_day.bytes)} a day`} note={`${count(storage.growth_per_day.rows)} rows a day, over the last week`} />
          <Figure label="Past retention" value={bytes(storage.past_retention.bytes)} note={retention?.hot_days === 0 ? 'nothing: kept for ever' : `${plural(storage.past_retention.rows, 'row')} older than ${retention === undefined ? '…' : plural(retention.hot_days, 'day')}`} />
        </dl>
        <section>
          <h2>Rows of {project}</h2>
          <Bars items={[['observations', storage.observations], ['log records', storage.logs], ['metric points', storage.metric_points]]} format={count} />
          {storage.oldest !== null && <p className="xs f3">The oldest is of {storage.oldest}.</p>}
        </section>
        {retention !== undefined && (
          <section>
            <h2>Retention</h2>
            <dl className="stkv"><dt>Traces, logs, metrics</dt><dd>{days(retention.hot_days)}</dd><dt>Exported hours</dt><dd>{days(retention.warm_days)}</dd><dt>Payloads and media</dt><dd>{days(retention.bodies_days)}</dd></dl>
            <p className="xs f3">Change it with <code>hfao retention set --hot-days 60</code>; <code>hfao retention run --dry-run</code> says what would go.</p>
          </section>
        )}
        {status !== undefined && (
          <section>
            <h2>The whole store</h2>
            <p className="f2">{bytes(status.bytes)} in {plural(status.files, 'file')}{status.pending_deletions > 0 ? `; ${plural(status.pending_deletions, 'deletion')} still being carried out` : ''}</p>
            {status.missing.length > 0 && <p className="stwarn"><TriangleAlert className="ico" />Files are missing: {status.missing.map((it) => (it.from === it.to ? it.from : `${it.from}–${it.to}`)).join(', ')}. What they held is not shown until they are put back.</p>}
            <Bars items={status.projects.toSorted((a, b) => b.bytes - a.bytes).slice(0, 20).map((it) => [it.project, it.bytes])} format={bytes} />
          </section>
        )}
      </div>
    </div>
  );
}

function Figure({ label, value, note }: { label: string; value: string; note: string }) {
  return <div><dt>{label}</dt><dd>{value}<small>{note}</small></dd></div>;
}

const days = (it: number) => (it === 0 ? 'for ever' : plural(it, 'day'));
