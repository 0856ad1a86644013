// ClickHouse's own engine (chdb) behind as much of its HTTP interface as the official client uses. Usage: node front.mjs DIRECTORY PORT
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { kill, run } from './engine.mjs';

/** What is in a URL and is no setting. */
const OWN = new Set(['query', 'query_id', 'database', 'default_format', 'user', 'password', 'session_id', 'role', 'wait_end_of_query', 'enable_http_compression', 'buffer_size', 'quota_key']);

const server = createServer({ maxHeaderSize: 2 ** 20 }, (request, response) => {
  answer(request, response).catch((error) => {
    if (response.destroyed) return;
    const message = (error instanceof Error ? error.message : String(error)).replace(/^Query failed: /, '');
    const code = /^Code: (\d+)/.exec(message)?.[1] ?? '1002';
    response.writeHead(500, { 'content-type': 'text/plain; charset=UTF-8', 'x-clickhouse-exception-code': code }).end(`${message.startsWith('Code: ') ? message : `Code: 1002. DB::Exception: ${message} (UNKNOWN_EXCEPTION)`}\n`);
  });
});
server.listen(Number(process.argv[3] ?? 0), '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));

async function answer(request, response) {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname === '/ping') {
    response.end('Ok.\n');
    return;
  }
  const statement = readStatement(url.searchParams, request.headers, await readBody(request));
  const killed = /^\s*KILL\s+QUERY\s+WHERE\s+query_id\s*=\s*(?:'([\w-]+)'|\{(\w+):String\})\s*(SYNC)?/i.exec(statement.query);
  response.once('close', () => { if (!response.writableEnded) kill(statement.queryId, false).catch(() => {}); });
  if (killed !== null) await kill(killed[1] ?? statement.parameters.find(([name]) => name === `param_${killed[2]}`)[1], killed[3] !== undefined);
  const bytes = killed !== null ? '' : await run(statement);
  response.writeHead(200, { 'x-clickhouse-query-id': statement.queryId, 'x-clickhouse-format': statement.format, 'content-type': 'application/octet-stream' }).end(bytes);
}

/** The query and its parameters from the URL or a form; where the URL has the query, the body is its data. */
function readStatement(search, headers, body) {
  const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(headers['content-type'] ?? '')?.[1];
  const given = [...search, ...(boundary === undefined ? [] : formParts(body.toString('utf8'), boundary))];
  const one = (name) => given.find((it) => it[0] === name)?.[1];
  const isData = boundary === undefined && search.has('query') && body.length > 0;
  return {
    query: one('query') ?? body.toString('utf8'),
    queryId: (one('query_id') ?? randomUUID()).replace(/[^\w-]/g, ''),
    database: one('database') ?? headers['x-clickhouse-database'],
    format: one('default_format') ?? 'TabSeparated',
    settings: given.filter(([name]) => !OWN.has(name) && !name.startsWith('param_')),
    parameters: given.filter(([name]) => name.startsWith('param_')),
    body: isData ? body : undefined,
  };
}

function formParts(text, boundary) {
  return text.split(`--${boundary}`).flatMap((part) => {
    const found = /^\r\nContent-Disposition: form-data; name="([\w.-]+)"\r\n\r\n([\s\S]*)\r\n$/.exec(part);
    return found === null ? [] : [[found[1], found[2]]];
  });
}

async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}
