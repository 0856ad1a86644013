import type { AttributeValue } from '../../model/attribute-value.js';
import type { Read } from './read.js';

/**
 * What may follow the index of a flattened list, with `*` for a second index, to the name it gets in the item.
 * A name with a dot is one in a list of the item: `contents.text`. A text is wanted unless `read` says otherwise.
 */
export type Leaves = Readonly<Record<string, string | { as: string; read: Read }>>;

/** Where one flattened attribute belongs: item `index`, and in it `name`, or in its list `list` the sub-item `at`. */
export interface FlatPath { index: number; list: string; at: number; name: string; read: Read }

/** One item of a flattened list. Indices may have gaps and be huge: nothing is allocated by index. */
export interface FlatItem { values: FlatRecord; lists: Record<string, ByIndex> | null }
export type FlatRecord = Record<string, unknown>;
export type ItemList = readonly FlatItem[];

/**
 * Reads `{index}.{leaf}` by a table of leaves, where `*` stands for a second index and the name before a dot is the list it counts:
 * with `{'message.contents.*.message_content.text': 'contents.text'}`, `3.message.contents.1.message_content.text` is text of contents[1] of item 3.
 * @returns undefined for a leaf that the table does not have
 */
export function flatPath(tail: string, leaves: Leaves): FlatPath | undefined {
  const index = leadingIndex(tail);
  if (index === undefined) return undefined;
  const segments = tail.split('.').slice(1);
  const second = segments.findIndex((segment) => leadingIndex(`${segment}.`) !== undefined);
  const at = second < 0 ? -1 : Number(segments[second]);
  if (second >= 0) segments[second] = '*';
  const leaf = segments.join('.');
  if (!Object.hasOwn(leaves, leaf)) return undefined;
  const found = leaves[leaf];
  const name = typeof found === 'string' ? found : found.as;
  const read = typeof found === 'string' ? leafText : found.read;
  const dot = name.indexOf('.');
  return dot < 0 ? { index, list: '', at: -1, name, read } : { index, list: name.slice(0, dot), at, name: name.slice(dot + 1), read };
}

/** As {@link flatPath} for the keys of the one record there is, which have no index. */
export function recordPath(leaf: string, leaves: Leaves): FlatPath | undefined {
  if (!Object.hasOwn(leaves, leaf)) return undefined;
  const found = leaves[leaf];
  return { index: 0, list: '', at: -1, name: typeof found === 'string' ? found : found.as, read: typeof found === 'string' ? leafText : found.read };
}

/** Text, and the empty text too: a message with empty content is a message. */
function leafText(value: AttributeValue): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function leadingIndex(text: string): number | undefined {
  const dot = text.indexOf('.');
  if (dot <= 0 || dot > 15) return undefined;
  for (let i = 0; i < dot; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x30 || code > 0x39) return undefined;
  }
  return Number(text.slice(0, dot));
}

/** Collects the items of one list, whatever the order of the attributes. */
export class ByIndex {
  private readonly indices: number[] = [];
  private readonly items: FlatItem[] = [];
  private places: Map<number, number> | null = null;
  private sorted = true;

  /** @returns false when another attribute had said something else in its place; of the two one stands, whichever came first */
  set(path: FlatPath, value: unknown): boolean {
    const item = this.at(path.index);
    const { values } = path.list === '' ? item : ((item.lists ??= {})[path.list] ??= new ByIndex()).at(path.at);
    const said = values[path.name];
    if (said === undefined || said === value) {
      values[path.name] = value;
      return true;
    }
    if (order(value) < order(said)) values[path.name] = value;
    return false;
  }

  /** By their indices, lowest first. */
  inOrder(): ItemList {
    if (this.sorted) return this.items;
    const order = this.indices.map((_, place) => place).sort((a, b) => this.indices[a] - this.indices[b]);
    return order.map((place) => this.items[place]);
  }

  private at(index: number): FlatItem {
    const last = this.items.length - 1;
    if (last >= 0 && this.indices[last] === index) return this.items[last];
    // Attributes usually come item by item, so that the map is rarely needed.
    if (last < 0 || (this.sorted && index > this.indices[last])) return this.append(index);
    this.places ??= new Map(this.indices.map((known, place) => [known, place]));
    const place = this.places.get(index);
    if (place !== undefined) return this.items[place];
    this.sorted = false;
    return this.append(index);
  }

  private append(index: number): FlatItem {
    const item: FlatItem = { values: {}, lists: null };
    this.places?.set(index, this.items.length);
    this.indices.push(index);
    this.items.push(item);
    return item;
  }
}

function order(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
