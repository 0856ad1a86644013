import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Play } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { MOST_ROWS, runSql, sqlParquet, sqlSchemaQuery } from '../api/sql';
import { MOD } from '../ui/keys';
import { PageHead } from '../ui/page-head';
import { saveFile } from '../ui/save-file';
import { EmptyState, ErrorStrip } from '../ui/states';
import { usePageTitle } from '../views/page-title';
import { ResultPane } from '../views/sql/result-pane';
import { SchemaPane } from '../views/sql/schema-pane';
import type { SqlHandle } from '../views/sql/sql-editor';
import '../views/sql/sql.css';

const SqlEditor = lazy(() => import('../views/sql/sql-editor'));
const FIRST = 'SELECT date_trunc(\'hour\', start_time) AS hour, count(*) AS traces, sum(error_count) AS errors\nFROM traces\nGROUP BY hour\nORDER BY hour';
const LIMITS = [100, 1_000, MOST_ROWS];

/** Read-only SQL over the project. What was run stands in the address, so that it can be shared; it runs when somebody says so. */
export function SqlRoute() {
  const { project } = useParams({ from: '/p/$project/sql' });
  const { q } = useSearch({ from: '/p/$project/sql' });
  const navigate = useNavigate({ from: '/p/$project/sql' });
  const schema = useQuery(sqlSchemaQuery(project));
  const [text, setText] = useState(q ?? FIRST);
  const [limit, setLimit] = useState(1_000);
  const editor = useRef<SqlHandle>(null);
  const query = useMutation({ mutationFn: async (sql: string) => ({ sql, limit, result: await runSql(project, sql, limit) }) });
  const file = useMutation({ mutationFn: async ({ sql, limit }: { sql: string; limit: number }) => saveFile('result.parquet', await sqlParquet(project, sql, limit)) });
  usePageTitle('SQL', project);
  const { mutate } = query;
  const { reset: forget } = file;
  const run = (q: string) => {
    if (q.trim() === '' || query.isPending) return;
    void navigate({ search: (old) => ({ ...old, q }), replace: true });
    forget();
    mutate(q);
  };
  const shared = useRef(q);
  useEffect(() => {
    if (shared.current !== undefined) mutate(shared.current);
  }, [mutate]);

  return (
    <div className="sqlpage">
      <PageHead title="SQL">One SELECT over this project, read-only</PageHead>
      <Suspense fallback={<div className="sqledit" />}><SqlEditor text={text} schema={schema.data} onText={setText} onRun={run} handle={editor} /></Suspense>
      <div className="sqlrun">
        <button type="button" className="btn primary" onClick={() => run(text)} disabled={query.isPending || text.trim() === ''}><Play />{query.isPending ? 'Running …' : 'Run'} <kbd>{MOD} ↵</kbd></button>
        <label className="f3 xs">at most <select value={limit} onChange={(event) => setLimit(Number(event.target.value))}>{LIMITS.map((it) => <option key={it} value={it}>{it.toLocaleString('en')}</option>)}</select> rows</label>
      </div>
      <div className="sqlout">
        {file.error !== null && <ErrorStrip error={file.error} />}
        {query.error !== null ? <ErrorStrip error={query.error} /> : query.data !== undefined ? <ResultPane key={query.submittedAt} result={query.data.result} onParquet={() => file.mutate(query.data)} isFetching={file.isPending} />
          : query.isPending ? <div className="busy" /> : <EmptyState title="Ask anything">{<p>Tables and columns are on the right; {MOD} Enter runs the query.</p>}</EmptyState>}
      </div>
      <SchemaPane schema={schema.data} onInsert={(it) => editor.current?.insert(it)} onExample={(it) => editor.current?.replace(it)} />
    </div>
  );
}
