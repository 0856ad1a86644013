import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chdb from 'chdb';

const directory = process.argv[2];
/** Bodies that are no text reach the engine as files. */
const bodies = mkdtempSync(join(tmpdir(), 'hfao-clickhouse-bodies-'));
process.on('exit', () => rmSync(bodies, { recursive: true, force: true }));
/** Keeps the engine up between requests. */
const first = new chdb.Session(directory);
let count = 0;

const running = new Map();

/**
 * Runs one statement as a server would: in a session of its own, which sees nothing of the others'.
 * @returns the answer's bytes
 */
export function run(statement) {
  const answer = runAlone(statement).finally(() => running.delete(statement.queryId));
  running.set(statement.queryId, answer);
  return answer;
}

async function runAlone({ query, queryId, database, settings, parameters, format, body }) {
  const session = new chdb.Session(directory);
  const given = [...settings, ...parameters].map(([name, value]) => `${name} = ${literal(value)}`);
  const file = body === undefined ? undefined : join(bodies, String(++count));
  try {
    if (file !== undefined) writeFileSync(file, body);
    if (database !== undefined) session.query(`USE \`${database.replaceAll('`', '')}\``);
    if (given.length > 0) session.query(`SET ${given.join(', ')}`);
    const result = await session.queryAsync(`/* ${queryId} */ ${file === undefined ? query : fromFile(query, file)}`, { format });
    return result.bytes();
  } finally {
    session.close();
    if (file !== undefined) rmSync(file);
  }
}

/** Stops a statement. With `wait`, resolves when it has ended. */
export async function kill(queryId, wait) {
  await first.queryAsync(`KILL QUERY WHERE query LIKE '%/* ${queryId} */%' AND query NOT LIKE 'KILL%' ASYNC`);
  if (wait) await running.get(queryId)?.catch(() => {});
}

/** `INSERT INTO t (…) FORMAT X`, whose rows follow in the body, as a statement that finds them in a file. */
function fromFile(query, file) {
  const [, target, format] = /^\s*(INSERT\s+INTO\s[\s\S]*?)\s+FORMAT\s+(\w+)\s*$/i.exec(query) ?? [];
  if (target === undefined) throw new Error('Code: 62. DB::Exception: This front takes a body with INSERT INTO … FORMAT … alone. (SYNTAX_ERROR)');
  return `${target} FROM INFILE ${literal(file)} COMPRESSION 'none' FORMAT ${format}`;
}

function literal(text) {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
