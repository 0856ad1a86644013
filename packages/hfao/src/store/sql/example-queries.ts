import type { SqlDialect } from './sql-schema.js';

export interface ExampleQuery { question: string; sql: string }

/** Where an engine has words of its own. */
const WORDS: Record<SqlDialect, { lastWeek: string; quantile: (column: string, share: number) => string }> = {
  DuckDB: { lastWeek: 'now()::TIMESTAMP - INTERVAL 7 DAY', quantile: (column, share) => `quantile_cont(${column}, ${share})` },
  ClickHouse: { lastWeek: 'now() - INTERVAL 7 DAY', quantile: (column, share) => `quantileExactInclusive(${share})(${column})` },
};

/** Questions that people ask, and how they are asked in SQL. */
export function exampleQueries(dialect: SqlDialect): ExampleQuery[] {
  const { lastWeek, quantile } = WORDS[dialect];
  return [
    {
      question: 'What did each model cost a day, this week?',
      sql: `SELECT date_trunc('day', start_time) AS day, model, sum(total_cost_usd) AS usd, sum(total_tokens) AS tokens FROM observations WHERE usage_counted AND start_time > ${lastWeek} GROUP BY day, model ORDER BY day, usd DESC`,
    },
    {
      question: 'Which tools fail, and what do they say?',
      sql: "SELECT name, count(*) AS calls, count(*) FILTER (WHERE status = 'error') AS failed, any_value(status_message) FILTER (WHERE status = 'error') AS message FROM observations WHERE type = 'TOOL' GROUP BY name HAVING failed > 0 ORDER BY failed DESC",
    },
    { question: 'Which traces took longest?', sql: 'SELECT trace_id, name, duration_ms, observation_count, total_cost_usd FROM traces ORDER BY duration_ms DESC LIMIT 20' },
    {
      question: 'Do traces with errors score worse?',
      sql: 'SELECT traces.error_count > 0 AS failed, scores.name, avg(scores.value) AS mean, count(*) AS n FROM scores JOIN traces ON traces.trace_id = scores.trace_id GROUP BY failed, scores.name ORDER BY scores.name',
    },
    {
      question: 'Where does an agent call a tool again with the same input?',
      sql: "SELECT trace_id, name, input, count(*) AS times FROM observations WHERE type = 'TOOL' GROUP BY trace_id, name, input HAVING count(*) > 2 ORDER BY times DESC LIMIT 20",
    },
    { question: 'How do latencies differ by release?', sql: `SELECT "release", count(*) AS traces, ${quantile('duration_ms', 0.5)} AS p50, ${quantile('duration_ms', 0.95)} AS p95 FROM traces GROUP BY "release" ORDER BY p95 DESC` },
    { question: 'How many observations does each plan of customers make?', sql: "SELECT metadata['plan'] AS plan, count(*) AS observations FROM observations GROUP BY plan ORDER BY observations DESC" },
    { question: 'Which sessions are long?', sql: 'SELECT session_id, trace_count, total_tokens, duration_ms FROM sessions ORDER BY trace_count DESC LIMIT 20' },
    { question: 'What was logged as an error?', sql: 'SELECT time, service_name, body FROM logs WHERE severity_number >= 17 ORDER BY time DESC LIMIT 50' },
    { question: 'Which metrics arrive?', sql: 'SELECT name, count(*) AS points, max(time) AS latest FROM metric_points GROUP BY name ORDER BY name' },
  ];
}
