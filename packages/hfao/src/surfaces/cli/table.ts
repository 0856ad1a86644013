import type { Printer, Style } from './printer.js';
import { clip, displayWidth } from './terminal-text.js';

export interface Column<Row> {
  title: string;
  value(row: Row): string;
  /** Numbers stand under their units. */
  right?: boolean;
  /** Gives way when the window is narrow. */
  shrinks?: boolean;
  /** Left out when the window is too narrow for it and for a readable column that shrinks. */
  optional?: boolean;
  style?(row: Row): Style | undefined;
}

const GAP = 2;
const NARROWEST = 12;
const READABLE = 24;

/** Rows under titles, as wide as the window allows. Columns that are empty throughout are left out. */
export function printTable<Row>(printer: Printer, columns: readonly Column<Row>[], rows: readonly Row[]): void {
  const filled = withoutWhatHasNoRoom(columns.map((column) => measured(column, rows)).filter(({ cells }) => cells.some((it) => it !== '')), printer.width);
  const widths = fittedWidths(filled, printer.width);
  const draw = (cellOf: (index: number) => string, styleOf: (index: number) => Style | undefined) => filled.map(({ column }, index) => {
    const cell = clip(cellOf(index), widths[index]);
    const style = cell === '' ? undefined : styleOf(index);
    const styled = style === undefined ? cell : printer.style(style, cell);
    const space = ' '.repeat(Math.max(0, widths[index] - displayWidth(cell)));
    if (column.right === true) return space + styled;
    return index === filled.length - 1 ? styled : styled + space;
  }).join(' '.repeat(GAP)).trimEnd();

  printer.line(draw((index) => filled[index].column.title, () => 'dim'));
  for (const [row, it] of rows.entries()) printer.line(draw((index) => filled[index].cells[row], (index) => filled[index].column.style?.(it)));
}

interface Measured<Row> { column: Column<Row>; cells: string[]; width: number }

function measured<Row>(column: Column<Row>, rows: readonly Row[]): Measured<Row> {
  const cells = rows.map((it) => column.value(it));
  return { column, cells, width: cells.reduce((widest, it) => Math.max(widest, displayWidth(it)), displayWidth(column.title)) };
}

function withoutWhatHasNoRoom<Row>(columns: Measured<Row>[], available: number): Measured<Row>[] {
  const least = columns.reduce((sum, it) => sum + GAP + (it.column.shrinks === true ? Math.min(it.width, READABLE) : it.width), -GAP);
  const last = columns.findLastIndex((it) => it.column.optional === true);
  return least <= available || last === -1 ? columns : withoutWhatHasNoRoom(columns.toSpliced(last, 1), available);
}

function fittedWidths(columns: { column: { shrinks?: boolean }; width: number }[], available: number): number[] {
  const widths = columns.map((it) => it.width);
  let excess = widths.reduce((sum, it) => sum + it, 0) + GAP * (columns.length - 1) - available;
  while (excess > 0) {
    const widest = columns.reduce((best, { column }, index) => (column.shrinks === true && (best === -1 || widths[index] > widths[best]) ? index : best), -1);
    if (widest === -1 || widths[widest] <= NARROWEST) break;
    widths[widest] -= 1;
    excess -= 1;
  }
  return widths;
}
