import type { Overview } from '../../api/model';
import { Chart } from '../../ui/chart';
import { count, plural } from '../../ui/format';

/** Traces over time above the list; dragging over it narrows the range. */
export function Histogram({ overview, onBrush }: { overview: Overview | undefined; onBrush: (from: number, to: number) => void }) {
  if (overview === undefined) return <div className="hist" aria-hidden="true" />;
  const { buckets, bucket_ms, totals } = overview;
  return (
    <div className="hist">
      <Chart height={72} starts={buckets.map((it) => Date.parse(it.start_time))} bucketMs={bucket_ms} format={count} total="all" onBrush={onBrush} sync="traces"
        summary={`${plural(totals.traces, 'trace')} in this range, ${totals.failed_traces} of them failed. Drag to narrow the range.`}
        series={[
          { label: 'not failed', kind: 'bar', color: 'color-mix(in oklab, var(--c-6) 60%, var(--surface))', values: buckets.map((it) => it.traces - it.failed_traces) },
          { label: 'failed', kind: 'bar', color: 'var(--err)', values: buckets.map((it) => it.failed_traces) },
        ]} />
    </div>
  );
}
