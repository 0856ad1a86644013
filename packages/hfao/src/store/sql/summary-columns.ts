import { COST_COLUMNS, TOKEN_COLUMNS } from '../../model/usage.js';
import { CONTEXT_COLUMNS } from '../trace-delta.js';
import type { SqlColumns } from './sql-tables.js';

const usage: SqlColumns = [...TOKEN_COLUMNS.map((name) => [name, 'int'] as const), ...COST_COLUMNS.map((name) => [name, 'float'] as const)];

/** A trace as SQL sees it: its summary. */
export const TRACE_COLUMNS: SqlColumns = [
  ['trace_id', 'text'], ['name', 'text'], ['status', 'text'], ['start_time', 'micros'], ['end_time', 'micros'], ['duration_ns', 'int'], ['duration_ms', 'float'],
  ['observation_count', 'int'], ['error_count', 'int'], ['error_message', 'text'], ['input_preview', 'payload'], ['output_preview', 'payload'],
  ...CONTEXT_COLUMNS.map((name) => [name, 'text'] as const),
  ['models', 'list'], ['agents', 'list'], ['tags', 'list'], ...usage,
];

/** Likewise a session. */
export const SESSION_COLUMNS: SqlColumns = [
  ['session_id', 'text'], ['user_ids', 'list'], ['start_time', 'micros'], ['end_time', 'micros'], ['last_trace_time', 'micros'], ['duration_ns', 'int'], ['duration_ms', 'float'],
  ['trace_count', 'int'], ['failed_trace_count', 'int'], ['observation_count', 'int'], ['error_count', 'int'],
  ['environments', 'list'], ['models', 'list'], ['agents', 'list'], ['tags', 'list'], ...usage,
];
