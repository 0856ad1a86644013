export type ColumnId = 'status' | 'started' | 'ago' | 'name' | 'agents' | 'duration' | 'tokens' | 'cost' | 'models' | 'session' | 'tags' | 'steps' | 'errors' | 'trace';

export interface Column { id: ColumnId; title: string; width: number; number?: boolean }

export const COLUMNS: Column[] = [
  { id: 'status', title: '', width: 24 },
  { id: 'started', title: 'Started', width: 72, number: true },
  { id: 'ago', title: 'Ago', width: 60, number: true },
  { id: 'name', title: 'Name and input', width: 0 },
  { id: 'agents', title: 'Agents', width: 172 },
  { id: 'duration', title: 'Duration', width: 122, number: true },
  { id: 'tokens', title: 'Tokens', width: 70, number: true },
  { id: 'cost', title: 'Cost', width: 76, number: true },
  { id: 'models', title: 'Models', width: 124 },
  { id: 'session', title: 'Session', width: 96 },
  { id: 'tags', title: 'Tags', width: 108 },
  { id: 'steps', title: 'Steps', width: 64, number: true },
  { id: 'errors', title: 'Errors', width: 56, number: true },
  { id: 'trace', title: 'Trace', width: 110 },
];
/** In this order columns leave when there is less room. Status, name, time, duration and cost stay. */
const LEAVE_FIRST: ColumnId[] = ['trace', 'agents', 'steps', 'models', 'tags', 'session', 'tokens', 'ago', 'errors', 'cost', 'duration', 'started'];
const NAME_MIN = 250;
const NAME_MIN_SMALL = 120;
const SIDES = 28;

/** These always stand there: they say which row it is. */
export const FIXED: readonly ColumnId[] = ['status', 'name'];

/** The columns that fit, of those that were chosen, with the time column widened when it has to name the day. */
export function columnsFor(width: number, withDay: boolean, chosen?: readonly string[]): Column[] {
  const small = width < 720;
  let columns = COLUMNS.filter((it) => chosen === undefined || FIXED.includes(it.id) || chosen.includes(it.id)).map((it) => (it.id === 'started' && withDay ? { ...it, width: small ? 98 : 132 } : it.id === 'duration' && small ? { ...it, width: 72 } : it));
  for (const id of LEAVE_FIRST) {
    const taken = columns.reduce((sum, it) => sum + it.width, SIDES);
    if (width - taken >= (small ? NAME_MIN_SMALL : NAME_MIN)) break;
    columns = columns.filter((it) => it.id !== id);
  }
  return columns;
}

export const templateOf = (columns: Column[]) => columns.map((it) => (it.id === 'name' ? 'minmax(0, 1fr)' : `${it.width}px`)).join(' ');
