import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import './chart.css';
import { niceStep, timeLabel, timeTicks } from './chart-ticks';
import { clock, day } from './format';

export interface ChartSeries {
  label: string;
  /** One value a bucket; null where there is none. */
  values: (number | null)[];
  /** Any CSS colour, tokens included. */
  color: string;
  kind: 'bar' | 'line' | 'area';
  dash?: boolean;
}

export interface ChartProps {
  /** Start of each bucket, in ms. */
  starts: number[];
  bucketMs: number;
  /** Bars stack in this order, from the bottom. */
  series: ChartSeries[];
  height: number;
  format: (value: number) => string;
  /** What the chart shows, in words: for screen readers. */
  summary: string;
  /** Charts with the same name share their crosshair. */
  sync?: string;
  onBrush?: (from: number, to: number) => void;
  /** The sum of the bars in the tooltip. */
  total?: string;
  note?: (index: number) => ReactNode;
}

const GUTTER = 38;

interface Hover { index: number; left: number; width: number; now: number }

/** A chart over time on a canvas: zero-based bars, lines, a shared crosshair, a tooltip, and a brush that sets the range. */
export function Chart(props: ChartProps) {
  const { starts, bucketMs, series, height, summary } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const latest = useRef(props);
  const [hover, setHover] = useState<Hover>();
  const theme = useThemeName();
  const shape = JSON.stringify([height, theme, bucketMs, starts.length > 60, series.map(({ label, color, kind, dash }) => [label, color, kind, dash])]);
  const data = useMemo(() => stacked(starts, bucketMs, series), [starts, bucketMs, series]);
  const latestData = useRef(data);
  useEffect(() => {
    latest.current = props;
    latestData.current = data;
  });

  useEffect(() => {
    const target = box.current;
    if (target === null) return;
    let inside = false;
    const enter = () => { inside = true; };
    const leave = () => { inside = false; setHover(undefined); };
    const made = new uPlot(options(target, latest, (u) => {
      const index = u.cursor.idx;
      setHover(inside && index !== null && index !== undefined && (u.cursor.left ?? -1) >= 0 ? { index, left: u.valToPos(u.data[0][index], 'x'), width: u.over.clientWidth, now: Date.now() } : undefined);
    }), latestData.current, target);
    plot.current = made;
    made.over.addEventListener('pointerenter', enter);
    made.over.addEventListener('pointerleave', leave);
    const observer = new ResizeObserver(() => target.clientWidth > 0 && made.setSize({ width: target.clientWidth, height: latest.current.height }));
    observer.observe(target);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [shape]);
  useEffect(() => plot.current?.setData(data), [data]);

  return (
    <figure className="chart" role="img" aria-label={summary}>
      <div ref={box} className="canvas" style={{ height }} />
      {hover !== undefined && starts[hover.index] !== undefined && <Tooltip {...props} {...hover} />}
    </figure>
  );
}

function Tooltip({ index, left, width, now, starts, bucketMs, series, format, total, note }: ChartProps & Hover) {
  const bars = series.filter((it) => it.kind === 'bar');
  const at = starts[index];
  const flip = left > width / 2;
  return (
    <div className={`tip ${flip ? 'flip' : ''}`} style={{ left }} aria-hidden="true">
      <b className="tn">{bucketMs >= 86_400_000 ? day(at) : `${clock(at, { now, seconds: bucketMs < 60_000 })} to ${clock(at + bucketMs, { seconds: bucketMs < 60_000 })}`}</b>
      {series.map((it) => <div key={it.label}><i style={{ background: it.color }} className={it.kind === 'bar' ? '' : 'ln'} /><span>{it.label}</span><span className="num">{it.values[index] === null || it.values[index] === undefined ? '–' : format(it.values[index])}</span></div>)}
      {total !== undefined && bars.length > 1 && <div><i /><span>{total}</span><span className="num">{format(bars.reduce((sum, it) => sum + (it.values[index] ?? 0), 0))}</span></div>}
      {note?.(index)}
    </div>
  );
}

/** Bars as running sums, the highest drawn first so that the lower ones cover it. */
function stacked(starts: number[], bucketMs: number, series: ChartSeries[]): uPlot.AlignedData {
  let below: number[] = starts.map(() => 0);
  const drawn = series.map((it) => {
    if (it.kind !== 'bar') return it.values;
    below = it.values.map((value, index) => below[index] + (value ?? 0));
    return below.map((value, index) => (it.values[index] ? value : null));   // nothing to draw must not shine through at the edges
  });
  return [starts.map((it) => (it + bucketMs / 2) / 1000), ...drawn.reverse()] as uPlot.AlignedData;
}

function options(target: HTMLElement, latest: { current: ChartProps }, onCursor: (u: uPlot) => void): uPlot.Options {
  const { height, series, bucketMs, starts, sync } = latest.current;
  const color = colorsOf(target);
  const touch = starts.length > 60;
  const bars = uPlot.paths.bars!({ size: touch ? [1, Infinity] : [0.8, 40], gap: 0 });
  const font = '10.5px Inter, system-ui, sans-serif';
  const extent = () => {
    const { starts: now } = latest.current;
    return [(now[0] ?? 0) / 1000, ((now.at(-1) ?? 0) + latest.current.bucketMs) / 1000] as [number, number];
  };
  return {
    width: Math.max(target.clientWidth, 40), height, padding: [8, 0, 0, 0], legend: { show: false },
    cursor: {
      y: false, points: { show: false }, drag: { x: true, y: false, setScale: false, dist: 4 },
      ...(sync === undefined ? {} : { sync: { key: sync, setSeries: false } }),
    },
    select: { show: latest.current.onBrush !== undefined, left: 0, top: 0, width: 0, height: 0 },
    scales: { x: { time: false, range: extent }, y: { range: (_u, _min, max) => [0, topOf(max)] } },
    series: [{}, ...[...series].reverse().map((it): uPlot.Series => {
      const css = color(it.color);
      return it.kind === 'bar'
        ? { paths: bars, fill: css, stroke: css, width: 0, points: { show: false } }
        : { stroke: css, width: 1.5, dash: it.dash ? [4, 3] : [], fill: it.kind === 'area' ? color(`color-mix(in oklab, ${it.color} 13%, transparent)`) : undefined, points: { show: alone(it.values), size: 4, fill: css }, spanGaps: bucketMs < 86_400_000 && it.values.filter((v) => v !== null).length < it.values.length / 3 };
    })],
    axes: [
      { size: 20, gap: 5, font, stroke: color('var(--fg-3)'), grid: { show: false }, ticks: { show: false }, align: 1, splits: (u, _axis, min, max) => timeTicks(min * 1000, max * 1000, u.over.clientWidth).map((it) => it / 1000), values: (u, splits) => splits.map((it) => timeLabel(it * 1000, (u.scales.x.max! - u.scales.x.min!) * 1000)) },
      { side: 1, size: GUTTER, gap: 6, font, stroke: color('var(--fg-3)'), grid: { stroke: color('var(--c-grid)'), width: 1 }, ticks: { show: false }, splits: (_u, _axis, _min, max) => ySplits(max, latest.current.series), values: (_u, splits) => splits.map((it) => (it === 0 ? '' : latest.current.format(it))) },
    ],
    hooks: {
      setCursor: [onCursor],
      setSelect: [(u) => {
        const { left, width } = u.select;
        if (width < 4) return;
        const [from, to] = [u.posToVal(left, 'x') * 1000, u.posToVal(left + width, 'x') * 1000];
        u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        const { bucketMs: step, onBrush } = latest.current;
        onBrush?.(Math.floor(from / step) * step, Math.ceil(to / step) * step);
      }],
    },
  };
}

/** A line of one or two points would not be seen. */
const alone = (values: (number | null)[]) => values.filter((it) => it !== null).length < 3;
const topOf = (max: number | null) => (max === null || !(max > 0) ? 1 : Math.max(max * 1.06, niceStep(max / 2) * 1.04));

/** No tick between two whole numbers where only whole numbers are drawn. */
function ySplits(max: number, series: readonly ChartSeries[]): number[] {
  const whole = series.every(({ values }) => values.every((it) => it === null || Number.isInteger(it)));
  const step = whole ? Math.ceil(niceStep(max / 2.2)) : niceStep(max / 2.2);
  return [0, step, 2 * step].filter((it) => it <= max);
}

/** Canvas wants colours, not variables: a probe element resolves them in the present theme. */
function colorsOf(target: HTMLElement): (css: string) => string {
  const probe = document.createElement('span');
  target.append(probe);
  const resolved = (css: string) => {
    probe.style.color = css;
    return getComputedStyle(probe).color;
  };
  queueMicrotask(() => probe.remove());
  return resolved;
}

function useThemeName(): string {
  const [theme, setTheme] = useState(() => document.documentElement.dataset.theme ?? 'light');
  useEffect(() => {
    const observer = new MutationObserver(() => setTheme(document.documentElement.dataset.theme ?? 'light'));
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => observer.disconnect();
  }, []);
  return theme;
}
