import type { Printer } from './printer.js';
import { printTable } from './table.js';
import { clip, oneLine } from './terminal-text.js';

type Fields = Record<string, unknown>;

/** Any answer for people: lists of objects as tables of their short fields, the rest as `name: value`. */
export function printPlain(printer: Printer, value: unknown, title = ''): void {
  if (isList(value)) return printList(printer, value, title);
  if (value === null || typeof value !== 'object') return printer.line(`${title}: ${shown(value)}`);
  for (const [name, field] of Object.entries(value)) {
    const path = title === '' ? name : `${title}.${name}`;
    if (field !== null && typeof field === 'object') printPlain(printer, field, path);
    else printer.line(clip(`${path}: ${shown(field)}`, printer.width));
  }
}

function printList(printer: Printer, rows: Fields[], title: string): void {
  printer.line(printer.style('bold', `${title} (${rows.length})`));
  if (rows.length === 0) return;
  const names = [...new Set(rows.flatMap((it) => Object.keys(it)))].filter((name) => rows.some((it) => shown(it[name]) !== ''));
  printTable(printer, names.map((name) => ({ title: name, value: (row: Fields) => clip(shown(row[name]), 60), shrinks: true })), rows);
}

function isList(value: unknown): value is Fields[] {
  return Array.isArray(value) && value.every((it) => it !== null && typeof it === 'object' && !Array.isArray(it));
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return Object.keys(value).length === 0 ? '' : oneLine(JSON.stringify(value));
  return oneLine(typeof value === 'string' ? value : JSON.stringify(value));
}
