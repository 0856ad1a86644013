import type { Dialect } from './dialect.js';
import type { Evidence } from './evidence.js';
import { FIELD } from './field.js';
import { rankOf } from './precedence.js';

const TURN = 'codex.turn.token_usage.';
const TYPE = rankOf('type', 'codex span name');

/** OpenAI's Codex CLI. A turn sums up the responses below it: where these tell their usage, the turn's does not count. */
export const codex: Dialect = {
  name: 'codex',
  ownsScope: (scopeName) => scopeName === 'codex_cli_rs' || scopeName === 'codex_exec' || scopeName.startsWith('codex-'),
  marks: ['codex.'],
  claims: [
    { field: 'input_tokens', key: `${TURN}input_tokens` },
    { field: 'output_tokens', key: `${TURN}output_tokens` },
    { field: 'cache_read_tokens', key: `${TURN}cached_input_tokens` },
    { field: 'cache_creation_tokens', key: `${TURN}cache_write_input_tokens` },
    { field: 'reasoning_tokens', key: `${TURN}reasoning_output_tokens` },
    { field: 'total_tokens', key: `${TURN}total_tokens` },
    { field: 'model', key: 'model', own: true },
    { field: 'session_id', key: 'conversation.id', own: true },
    { field: 'tool_call_id', key: 'call_id', own: true },
  ],
  settle(this: void, evidence: Evidence): void {
    if (evidence.span.name === 'handle_responses') evidence.offer(FIELD.type, TYPE, 'GENERATION');
    if (evidence.span.name === 'session_task.turn') evidence.offer(FIELD.type, TYPE, 'SPAN');
    if (evidence.get(FIELD.type) === undefined && evidence.attribute('tool_name') !== undefined) evidence.offer(FIELD.type, TYPE, 'TOOL');
  },
};
