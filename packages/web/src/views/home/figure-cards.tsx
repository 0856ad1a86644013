import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Overview } from '../../api/model';
import { Chart, type ChartSeries } from '../../ui/chart';
import { count, duration, durationText, share, tokens, usd, written } from '../../ui/format';

interface FigureCardsProps { overview: Overview; previous: Overview | undefined; onBrush: (from: number, to: number) => void }

/** Fewer runs before say nothing about a change. */
export const COMPARABLE = 20;

const QUIET = 'color-mix(in oklab, var(--c-6) 60%, var(--surface))';
const shortMs = (ms: number) => durationText(ms * 1e6).replace('.00', '').replace(/(\.\d)0 /, '$1 ').replace(/\.0 /, ' ');
const shortUsd = (value: number) => (value >= 1 ? `$${Number(value.toFixed(2))}` : `$${Number(value.toPrecision(2))}`);

/** Volume, errors, tokens, cost and latency, each with its figure and its change against the window before. */
export function FigureCards({ overview, previous, onBrush }: FigureCardsProps) {
  const { totals, buckets } = overview;
  const before = previous !== undefined && previous.totals.traces >= COMPARABLE ? previous.totals : undefined;
  const shared = { starts: buckets.map((it) => Date.parse(it.start_time)), bucketMs: overview.bucket_ms, height: 118, sync: 'home', onBrush };
  const p95 = duration(totals.duration_p95_ms === null ? null : totals.duration_p95_ms * 1e6);
  const allTokens = tokens(totals.total_tokens);
  const card = (title: string, figure: string, unit: string, delta: ReactNode, series: ChartSeries[], format: (value: number) => string, summary: string, total?: string) => (
    <Card key={title} title={title} figure={figure} unit={unit} delta={delta} series={series}><Chart {...shared} series={series} format={format} summary={summary} {...(total === undefined ? {} : { total })} /></Card>
  );
  return (
    <div className="cards">
      {card('Runs', count(totals.traces), '', before && <Delta now={totals.traces} then={before.traces} good="none" />, [
        { label: 'ok', kind: 'bar', color: QUIET, values: buckets.map((it) => it.traces - it.failed_traces) }, { label: 'failed', kind: 'bar', color: 'var(--err)', values: buckets.map((it) => it.failed_traces) },
      ], (it) => count(Math.round(it * 10) / 10), `${count(totals.traces)} runs, ${count(totals.failed_traces)} of them failed`, 'all')}
      {card('Error rate', totals.error_rate === null ? '–' : share(totals.error_rate).replace(' %', ''), totals.error_rate === null ? '' : '%', before && before.error_rate !== null && totals.error_rate !== null ? <Points now={totals.error_rate} then={before.error_rate} /> : null, [
        { label: 'rate', kind: 'area', color: 'var(--err)', values: buckets.map((it) => (it.error_rate === null ? null : it.error_rate * 100)) },
      ], (it) => `${Number(it.toFixed(1))} %`, `${share(totals.error_rate)} of runs failed`)}
      {card('Tokens', allTokens.figure, allTokens.unit, before && <Delta now={totals.total_tokens} then={before.total_tokens} good="none" />, [
        { label: 'in', kind: 'bar', color: 'var(--c-1)', values: buckets.map((it) => it.input_tokens) }, { label: 'out', kind: 'bar', color: 'var(--c-2)', values: buckets.map((it) => it.output_tokens) },
      ], (it) => written(tokens(Math.round(it))).replace(/\.0+(?= )/, ''), `${count(totals.input_tokens)} tokens in, ${count(totals.output_tokens)} out`, 'all')}
      {card('Cost', usd(totals.total_cost_usd), '', before && <Delta now={totals.total_cost_usd} then={before.total_cost_usd} good="down" />, [
        { label: 'cost', kind: 'bar', color: 'var(--c-3)', values: buckets.map((it) => it.total_cost_usd) },
      ], shortUsd, `${usd(totals.total_cost_usd)} spent on models with a known price`)}
      {card('Latency p95', p95.figure, p95.unit, before?.duration_p95_ms && totals.duration_p95_ms !== null ? <Delta now={totals.duration_p95_ms} then={before.duration_p95_ms} good="down" /> : null, [
        { label: 'p95', kind: 'line', color: 'var(--c-1)', values: buckets.map((it) => it.duration_p95_ms) }, { label: 'p50', kind: 'line', color: 'var(--c-6)', values: buckets.map((it) => it.duration_p50_ms) },
      ], shortMs, `95 % of runs took less than ${durationText((totals.duration_p95_ms ?? 0) * 1e6)}, half less than ${durationText((totals.duration_p50_ms ?? 0) * 1e6)}`)}
    </div>
  );
}

function Card({ title, figure, unit, delta, series, children }: { title: string; figure: string; unit: string; delta: ReactNode; series: ChartSeries[]; children: ReactNode }) {
  return (
    <section className="panel card" aria-label={title}>
      <div className="row"><h2 className="grow">{title}</h2>{series.length > 1 && <div className="legend" aria-hidden="true">{series.map((it) => <span key={it.label}><i className={it.kind === 'bar' ? '' : 'ln'} style={{ background: it.color }} />{it.label}</span>)}</div>}</div>
      <div className="fig"><b>{figure}</b>{unit !== '' && <span className="f3">{unit}</span>}{delta}</div>
      {children}
    </section>
  );
}

/** Against the window of the same length before: the arrow is the direction, the colour the judgement. */
function Delta({ now, then, good }: { now: number; then: number; good: 'up' | 'down' | 'none' }) {
  if (then === 0 || now === then) return null;
  const change = now / then - 1;
  const tone = Math.abs(change) < 0.005 || good === 'none' ? 'flat' : change > 0 === (good === 'up') ? 'good' : 'bad';
  const text = change > 9.995 ? `${Math.round(now / then)} ×` : share(Math.abs(change));
  return <Change up={change > 0} tone={tone} text={text} />;
}

function Points({ now, then }: { now: number; then: number }) {
  const points = (now - then) * 100;
  if (Math.abs(points) < 0.05) return null;
  return <Change up={points > 0} tone={points > 0 ? 'bad' : 'good'} text={`${Math.abs(points).toFixed(1)} pt`} />;
}

const Change = ({ up, tone, text }: { up: boolean; tone: string; text: string }) => <span className={`delta ${tone}`} title="Against the window of the same length before">{up ? <ArrowUp aria-label="up" /> : <ArrowDown aria-label="down" />}{text}</span>;
