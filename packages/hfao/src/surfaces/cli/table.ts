import type { Printer, Style } from './printer.js';
import { clip, displayWidth } from './terminal-text.js';

export interface Column<Row> {
  title: string;
  value(row: Row): string;
  /** Numbers stand under their units. */
  right?: boolean;
  /** Gives way when the window is narrow. */
  shrinks?: boolean;
  style?(row: Row): Style | undefined;
}

const GAP = 2;
const NARROWEST = 12;

/** Rows under titles, as wide as the window allows. Columns that are empty throughout are left out. */
export function printTable<Row>(printer: Printer, columns: readonly Column<Row>[], rows: readonly Row[]): void {
  const filled = columns.map((column) => ({ column, cells: rows.map((it) => column.value(it)) })).filter(({ cells }) => cells.some((it) => it !== ''));
  const widths = fittedWidths(filled.map(({ column, cells }) => ({ shrinks: column.shrinks === true, width: Math.max(displayWidth(column.title), ...cells.map(displayWidth)) })), printer.width);
  const draw = (cellOf: (index: number) => string, styleOf: (index: number) => Style | undefined) => filled.map(({ column }, index) => {
    const cell = clip(cellOf(index), widths[index]);
    const styled = styleOf(index) === undefined ? cell : printer.style(styleOf(index)!, cell);
    const space = ' '.repeat(Math.max(0, widths[index] - displayWidth(cell)));
    if (column.right === true) return space + styled;
    return index === filled.length - 1 ? styled : styled + space;
  }).join(' '.repeat(GAP)).trimEnd();

  printer.line(draw((index) => filled[index].column.title, () => 'dim'));
  for (const [row, it] of rows.entries()) printer.line(draw((index) => filled[index].cells[row], (index) => filled[index].column.style?.(it)));
}

function fittedWidths(columns: { shrinks: boolean; width: number }[], available: number): number[] {
  const widths = columns.map((it) => it.width);
  let excess = widths.reduce((sum, it) => sum + it, 0) + GAP * (columns.length - 1) - available;
  while (excess > 0) {
    const widest = columns.reduce((best, it, index) => (it.shrinks && (best === -1 || widths[index] > widths[best]) ? index : best), -1);
    if (widest === -1 || widths[widest] <= NARROWEST) break;
    widths[widest] -= 1;
    excess -= 1;
  }
  return widths;
}
