import { useVirtualizer } from '@tanstack/react-virtual';
import { BarChart3, Download, Table2 } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { SqlResult } from '../../api/sql';
import { Bars } from '../../ui/bars';
import { Chart } from '../../ui/chart';
import { count } from '../../ui/format';
import { saveFile } from '../../ui/save-file';
import { csvOf, textOf } from './csv';
import { drawable, type Drawable } from './drawable';

const ROW = 26;
const COLOURS = ['var(--accent)', 'var(--hyp)', 'var(--ok)', 'var(--warn)', 'var(--err)', 'var(--fg-3)'];
const IS_NUMBER = /INT|DOUBLE|FLOAT|DECIMAL/i;

/** What a query answered: as a table, and as a chart where it can be drawn. */
export function ResultPane({ result, onParquet, isFetching }: { result: SqlResult; onParquet: () => void; isFetching: boolean }) {
  const picture = useMemo(() => drawable(result), [result]);
  const [asChart, setAsChart] = useState(false);
  return (
    <section className="sqlresult" aria-label="Result">
      <div className="sqlbar">
        <span className="f2">{count(result.rows.length)} {result.rows.length === 1 ? 'row' : 'rows'}{result.truncated ? ', cut: there is more' : ''}<span className="f3"> · {count(result.elapsed_ms)} ms</span></span>
        <span className="grow" />
        {picture !== undefined && (
          <div className="tabs" role="group" aria-label="Show as">
            <button type="button" aria-pressed={!asChart} onClick={() => setAsChart(false)}><Table2 className="ico s" />Table</button>
            <button type="button" aria-pressed={asChart} onClick={() => setAsChart(true)}><BarChart3 className="ico s" />Chart</button>
          </div>
        )}
        <button type="button" className="btn s" onClick={() => saveFile('result.csv', new Blob([csvOf(result)], { type: 'text/csv' }))} disabled={result.rows.length === 0}><Download />CSV</button>
        <button type="button" className="btn s" onClick={onParquet} disabled={isFetching} title="Runs the query again"><Download />{isFetching ? 'Fetching …' : 'Parquet'}</button>
      </div>
      {asChart && picture !== undefined ? <Picture picture={picture} /> : <ResultTable result={result} />}
    </section>
  );
}

function ResultTable({ result: { columns, rows } }: { result: SqlResult }) {
  const scroller = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- no compiler here; the virtualizer tells us when to draw
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 20 });
  const widths = useMemo(() => columns.map((it, i) => Math.min(420, Math.max(72, 8 * Math.max(it.name.length + 2, ...rows.slice(0, 100).map((row) => textOf(row[i]).length)) + 20))), [columns, rows]);
  const template = widths.map((it) => `${it}px`).join(' ');
  if (rows.length === 0) return <p className="sqlnone f3">No rows.</p>;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls is reached by the keyboard
    <div className="sqltable" ref={scroller} role="table" aria-label="Rows" aria-rowcount={rows.length + 1} tabIndex={0}>
      <div className="srow head" role="row" style={{ gridTemplateColumns: template }}>
        {columns.map((it, i) => <span key={`${it.name} ${i}`} role="columnheader" title={it.type} className={IS_NUMBER.test(it.type) ? 'num' : ''}>{it.name}</span>)}
      </div>
      <div className="srows" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => (
          <div className="srow" role="row" aria-rowindex={index + 2} key={index} style={{ gridTemplateColumns: template, transform: `translateY(${start}px)` }}>
            {rows[index].map((value, i) => <Cell key={columns[i].name + String(i)} value={value} isNumber={IS_NUMBER.test(columns[i].type)} />)}
          </div>
        ))}
      </div>
    </div>
  );
}

function Cell({ value, isNumber }: { value: unknown; isNumber: boolean }) {
  const text = textOf(value);
  return <span role="cell" className={`${isNumber ? 'num' : ''} ${value === null ? 'null' : ''}`} title={text.length > 40 ? text.slice(0, 2000) : undefined}>{value === null ? 'null' : shownText(text)}</span>;
}

function Picture({ picture }: { picture: Drawable }) {
  if (picture.kind === 'bars') {
    return <div className="sqlbars"><Bars items={picture.bars.map((it) => [it.label, it.value])} format={short} /></div>;
  }
  return (
    <div className="sqlchart">
      <div className="sqlkeys">{picture.series.map((it, i) => <span key={it.label} ref={(element) => element?.style.setProperty('--c', COLOURS[i])}>{it.label}</span>)}</div>
      <Chart starts={picture.starts} bucketMs={picture.stepMs} height={260} format={short} summary={`${picture.series.map((it) => it.label).join(', ')} over time`}
        series={picture.series.map(({ label, values }, i) => ({ label, values, color: COLOURS[i], kind: 'line' }))} />
    </div>
  );
}

/** A time on the full second needs no zeros behind it. */
const shownText = (text: string) => text.slice(0, 500).replace(/(T\d\d:\d\d:\d\d)\.0+Z$/, '$1Z');
const short = (value: number) => (Number.isInteger(value) ? count(value) : value.toPrecision(4));
