/**
 * What strangers may try with read-only SQL, for every backend. Nobody's data but the project's own may come out of any of them, in rows or in messages,
 * nothing may be changed or read outside, and each must end in time.
 */

const lines = (text: string) => text.trim().split('\n').map((it) => it.trim());

const STATEMENTS = lines(`
  DELETE FROM observations
  UPDATE observations SET name = 'x'
  INSERT INTO observations SELECT * FROM observations
  INSERT INTO scores VALUES (1)
  TRUNCATE observations
  DROP TABLE observations
  DROP VIEW traces
  DROP DATABASE segment_000001
  ALTER TABLE observations ADD COLUMN x INT
  CREATE TABLE x (a INT)
  CREATE TEMP TABLE x AS SELECT 1
  CREATE OR REPLACE VIEW observations AS SELECT 1
  CREATE MACRO lower(x) AS (SELECT 1)
  CREATE FUNCTION f() AS 1
  CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')
  CREATE SEQUENCE s
  CREATE TYPE t AS ENUM ('a')
  CREATE SCHEMA s
  ATTACH '/etc/passwd' AS x
  ATTACH ':memory:' AS x
  DETACH segment_000001
  USE segment_000001
  COPY (SELECT 1) TO '/tmp/hfao-stolen.csv'
  COPY observations TO '/tmp/hfao-stolen.parquet' (FORMAT parquet)
  COPY observations FROM '/etc/passwd'
  EXPORT DATABASE '/tmp/hfao-stolen'
  IMPORT DATABASE '/tmp/x'
  INSTALL httpfs
  LOAD httpfs
  LOAD '/tmp/evil.so'
  PRAGMA database_list
  PRAGMA show_tables
  PRAGMA table_info('observations')
  PRAGMA enable_profiling
  PRAGMA version
  SET memory_limit = '100GB'
  SET enable_external_access = true
  SET lock_configuration = false
  SET SESSION search_path = 'segment_000001'
  SET GLOBAL threads = 64
  SET VARIABLE x = (SELECT 1)
  RESET memory_limit
  CALL pragma_version()
  CHECKPOINT
  FORCE CHECKPOINT segment_000001
  VACUUM
  ANALYZE
  BEGIN
  COMMIT
  ROLLBACK
  PREPARE p AS SELECT 1
  EXECUTE p
  DEALLOCATE p
  EXPLAIN SELECT * FROM observations
  EXPLAIN ANALYZE SELECT 1
  DESCRIBE observations
  DESCRIBE SELECT 1
  SUMMARIZE observations
  SHOW TABLES
  SHOW ALL TABLES
  SHOW DATABASES
  COMMENT ON TABLE observations IS 'x'
  PIVOT observations ON model USING count(*)
  UNPIVOT observations ON name INTO NAME n VALUE v
  KILL QUERY WHERE 1 = 1
  OPTIMIZE TABLE observations FINAL
  SYSTEM FLUSH LOGS
  GRANT ALL ON *.* TO default
  RENAME TABLE observations TO x
  EXCHANGE TABLES observations AND scores
  SELECT 1; DROP TABLE observations
  SELECT 1; SELECT 2
  ; SELECT 1
  SELECT * FROM observations INTO OUTFILE '/tmp/hfao-stolen'
  SELECT * FROM observations FORMAT JSON
  SELECT * FROM observations SETTINGS max_memory_usage = 0
  MERGE INTO observations USING scores ON true WHEN MATCHED THEN DELETE
`);

/** A table function, and what it might be given. */
const TABLE_FUNCTIONS = lines(`
  read_csv('/etc/passwd')
  read_csv_auto('/etc/passwd')
  read_text('/etc/passwd')
  read_text('/proc/self/environ')
  read_text('*')
  read_text('../../**/*.key')
  read_blob('/etc/passwd')
  read_json('/etc/passwd')
  read_json_auto('http://127.0.0.1:1/x')
  read_json_objects('/etc/passwd')
  read_ndjson('/etc/passwd')
  read_ndjson_objects('/etc/passwd')
  read_parquet('s3://bucket/x')
  read_parquet('https://127.0.0.1:1/x.parquet')
  parquet_scan('/tmp/x.parquet')
  parquet_metadata('/tmp/x.parquet')
  parquet_schema('/tmp/x.parquet')
  parquet_kv_metadata('/tmp/x.parquet')
  parquet_file_metadata('/tmp/x.parquet')
  read_duckdb('segment-000001.duckdb')
  glob('*')
  glob('/proc/self/*')
  sniff_csv('/etc/passwd')
  duckdb_tables()
  duckdb_columns()
  duckdb_databases()
  duckdb_settings()
  duckdb_secrets()
  duckdb_functions()
  duckdb_extensions()
  duckdb_memory()
  duckdb_views()
  duckdb_schemas()
  duckdb_temporary_files()
  duckdb_variables()
  duckdb_logs()
  duckdb_prepared_statements()
  duckdb_table_sample('segment_000001.observations')
  duckdb_external_file_cache()
  pragma_database_size()
  pragma_storage_info('segment_000001.observations')
  pragma_table_info('segment_000001.observations')
  pragma_metadata_info('segment_000001')
  pragma_show('segment_000001.observations')
  pragma_version()
  pragma_platform()
  query('SELECT * FROM segment_000001.observations')
  query_table('segment_000001.observations')
  query_table(['segment_000001.observations'])
  seq_scan('segment_000001.observations')
  arrow_scan(1, 2, 3)
  arrow_scan_dumb(1, 2, 3)
  json_execute_serialized_sql('{}')
  sql_auto_complete('SELECT ')
  summary(1)
  test_all_types()
  test_vector_types(1)
  repeat_row(1, num_rows = 1000000000)
  repeat('x', 1000000000)
  checkpoint('segment_000001')
  force_checkpoint('segment_000001')
  truncate_duckdb_logs()
  enable_logging()
  enable_profiling()
  which_secret('s3://x', 's3')
  pg_timezone_names()
  histogram_values('segment_000001.observations', 'name')
  file('/etc/passwd')
  file('/etc/passwd', 'LineAsString')
  url('http://127.0.0.1:1/', 'CSV', 'a String')
  s3('http://127.0.0.1:1/x', 'CSV')
  remote('127.0.0.1', 'system', 'users')
  remoteSecure('127.0.0.1', system.users)
  mysql('127.0.0.1:1', 'd', 't', 'u', 'p')
  postgresql('127.0.0.1:1', 'd', 't', 'u', 'p')
  sqlite('/etc/passwd', 't')
  executable('id', 'CSV', 'a String')
  cluster('default', system.one)
  clusterAllReplicas('default', system.one)
  merge('.*', '.*')
  input('a String')
  hdfs('hdfs://127.0.0.1:1/x', 'CSV')
  mongodb('127.0.0.1:1', 'd', 'c', 'u', 'p', 'a String')
  jdbc('x', 'y')
  odbc('x', 'y')
  dictionary('d')
  view(SELECT * FROM system.users)
  loop(system.one)
  mergeTreeIndex('default', 'observations')
`);

/** A function within a SELECT. */
const FUNCTIONS = lines(`
  getenv('HFAO_SECRET_KEY')
  current_setting('memory_limit')
  current_setting('secret_directory')
  set_config('threads', '64', false)
  current_schema()
  current_schemas(true)
  current_database()
  current_catalog()
  current_query()
  current_query_id()
  current_connection_id()
  current_transaction_id()
  txid_current()
  current_user()
  current_role()
  session_user()
  version()
  pg_sleep(60)
  sleep_ms(60000)
  sleep(3)
  sleepEachRow(3)
  getvariable('x')
  nextval('s')
  currval('s')
  in_search_path('memory', 'main')
  write_log('x')
  parse_duckdb_log_message('x', 'y')
  json_serialize_sql('SELECT 1')
  json_deserialize_sql('{}')
  json_serialize_plan('SELECT * FROM segment_000001.observations')
  stats(name)
  create_sort_key(name, 'ASC')
  has_table_privilege('observations', 'select')
  pg_get_viewdef('x')
  obj_description(1)
  col_description(1, 2)
  pg_typeof(1)
  inet_server_addr()
  get_block_size('segment_000001')
  list_aggregate([1], 'string_agg')
  list_aggr([1], 'sum')
  array_aggregate([1], 'histogram')
  list_reduce([1], lambda x, y: x + y)
  finalize(1)
  combine(1, 2)
  cast_to_type('1', 1)
  make_type('INT')
  get_type(1)
  error('x')
  setseed(0.5)
  enum_range(NULL)
  gen_random_uuid()
  from_json('{}', '{"a":"INT"}')
  json_transform('{}', '{"a":"INT"}')
  system.main.getenv('HOME')
  segment_000001.main.lower('x')
  file('/etc/passwd')
  hostName()
  currentDatabase()
  getSetting('max_threads')
  getMacro('x')
  getServerSetting('x')
  displayName()
  uptime()
  dictGet('d', 'a', 1)
  joinGet('d', 'a', 1)
  buildId()
  serverUUID()
  filesystemAvailable()
  currentUser()
  catboostEvaluate('/x', 1)
  initializeAggregation('sum', 1)
  arrayReduce('sum', [1])
  runningAccumulate(1)
  throwIf(1)
  addressToLine(1)
  demangle('x')
  globalVariable('x')
  tcpPort()
  hasColumnInTable('system', 'users', 'name')
  evalMLMethod(1)
  nonsense_function(1)
  "getenv"('HOME')
  GETENV('HOME')
  main.getenv('HOME')
`);

const FOREIGN_TABLES = lines(`
  segment_000001.observations
  segment_000001.main.observations
  segment_000001.trace_deltas
  segment_000001.segment
  segment_000001.scores
  "segment_000001".observations
  "segment_000001"."main"."observations"
  main.observations
  memory.main.observations
  temp.observations
  system.main.observations
  trace_deltas
  segment
  folded
  duckdb_tables
  duckdb_columns
  duckdb_databases
  duckdb_views
  duckdb_settings
  duckdb_logs
  sqlite_master
  sqlite_schema
  sqlite_temp_master
  pragma_database_list
  information_schema.tables
  information_schema.columns
  information_schema.schemata
  pg_catalog.pg_tables
  pg_catalog.pg_class
  pg_tables
  pg_class
  pg_attribute
  pg_settings
  pg_namespace
  pg_database
  '/etc/passwd'
  '/etc/passwd.csv'
  'segment-000001.duckdb'
  '../telemetry/segment-000001.duckdb'
  '/proc/self/environ'
  'https://127.0.0.1:1/x.csv'
  's3://bucket/x.parquet'
  "*.csv"
  "/etc/passwd"
  system.tables
  system.users
  system.query_log
  system.processes
  system.settings
  system.one
  default.observations
  INFORMATION_SCHEMA.TABLES
  (SHOW TABLES)
  (DESCRIBE observations)
  (SUMMARIZE observations)
  (DESCRIBE segment_000001.observations)
  ｏｂｓｅｒｖａｔｉｏｎｓ
  оbservations
  "observations "
  "observations\u200b"
  "obs\u0065rvations\u0000"
  observations AT (VERSION => 1)
  observations PIVOT (count(*) FOR model IN ('a'))
  observations UNPIVOT (v FOR n IN (name, model))
`);

const ESCAPES = lines(`
  SELECT * FROM observations) AS x, (SELECT * FROM segment_000001.observations
  SELECT * FROM observations) AS x UNION ALL SELECT * FROM (SELECT * FROM segment_000001.observations
  SELECT 1) AS answer; SELECT * FROM (SELECT * FROM segment_000001.observations
  SELECT 1 /*
  SELECT 1 /* open */ */
  SELECT 'open
  SELECT "open
  SELECT $$open
  SELECT $tag$ open
  SELECT ((1)
  SELECT (1))
  SELECT $1
  SELECT $1, $2 FROM observations WHERE project_id = $1
  SELECT ?
  SELECT $name
  SELECT * FROM observations WHERE name = $1
  SELECT {x:String}
  SELECT @@version
  WITH observations AS (SELECT * FROM segment_000001.observations) SELECT * FROM observations
  WITH observations AS (SELECT 1) SELECT * FROM observations
  WITH "OBSERVATIONS" AS (SELECT 1) SELECT * FROM observations
  WITH traces AS (SELECT * FROM observations), observations AS (SELECT 2) SELECT * FROM traces
  WITH duckdb_tables AS (SELECT * FROM duckdb_tables) SELECT * FROM duckdb_tables
  WITH x AS (SELECT 1) SELECT * FROM (WITH y AS (SELECT 2) SELECT * FROM y) z, y
  SELECT * FROM (WITH pg_tables AS (SELECT 1) SELECT * FROM pg_tables) a, pg_tables
  WITH sqlite_master AS (SELECT * FROM sqlite_master) SELECT * FROM sqlite_master
  WITH x AS (SELECT * FROM x) SELECT * FROM x
  WITH RECURSIVE x AS (SELECT * FROM y UNION ALL SELECT * FROM x) SELECT * FROM x
  WITH x AS (DELETE FROM observations RETURNING *) SELECT * FROM x
  WITH x AS (INSERT INTO scores VALUES (1) RETURNING *) SELECT * FROM x
  WITH x AS MATERIALIZED (SELECT * FROM segment_000001.observations) SELECT count(*) FROM x
  SELECT * FROM observations UNION ALL SELECT * FROM segment_000001.observations
  SELECT name FROM observations EXCEPT SELECT name FROM segment_000001.observations
  SELECT name FROM observations INTERSECT ALL SELECT name FROM segment_000001.observations
  SELECT * FROM observations UNION ALL BY NAME FROM segment_000001.observations
  FROM segment_000001.observations
  TABLE segment_000001.observations
  FROM segment_000001.observations SELECT name
  SELECT (SELECT name FROM segment_000001.observations LIMIT 1)
  SELECT name FROM observations WHERE name IN (SELECT name FROM segment_000001.observations)
  SELECT name FROM observations WHERE EXISTS (SELECT 1 FROM segment_000001.observations)
  SELECT name FROM observations WHERE name = ANY (SELECT name FROM segment_000001.observations)
  SELECT name FROM observations WHERE name > ALL (SELECT name FROM segment_000001.observations)
  SELECT name FROM observations ORDER BY (SELECT count(*) FROM segment_000001.observations)
  SELECT count(*) FROM observations GROUP BY (SELECT count(*) FROM segment_000001.observations)
  SELECT count(*) FROM observations HAVING count(*) < (SELECT count(*) FROM segment_000001.observations)
  SELECT name FROM observations QUALIFY row_number() OVER (ORDER BY (SELECT count(*) FROM segment_000001.observations)) = 1
  SELECT name FROM observations LIMIT (SELECT count(*) FROM segment_000001.observations)
  SELECT name FROM observations OFFSET (SELECT count(*) FROM segment_000001.observations)
  SELECT CASE WHEN (SELECT count(*) FROM segment_000001.observations) > 1 THEN 1 END
  SELECT coalesce(NULL, (SELECT max(name) FROM segment_000001.observations))
  SELECT count(*) FILTER (WHERE (SELECT count(*) FROM segment_000001.observations) > 0) FROM observations
  SELECT string_agg(name ORDER BY (SELECT 1 FROM segment_000001.observations)) FROM observations
  SELECT row_number() OVER (PARTITION BY (SELECT 1 FROM segment_000001.observations)) FROM observations
  SELECT sum(1) OVER (ROWS BETWEEN (SELECT 1 FROM segment_000001.observations) PRECEDING AND CURRENT ROW) FROM observations
  SELECT [(SELECT name FROM segment_000001.observations)]
  SELECT {'a': (SELECT name FROM segment_000001.observations)}
  SELECT MAP {'a': (SELECT name FROM segment_000001.observations)}
  SELECT list_transform([1], lambda x: (SELECT name FROM segment_000001.observations))
  SELECT [(SELECT name FROM segment_000001.observations) for x in [1]]
  SELECT (SELECT name FROM segment_000001.observations)::VARCHAR
  SELECT * EXCLUDE (name) REPLACE ((SELECT name FROM segment_000001.observations) AS model) FROM observations
  SELECT COLUMNS(lambda c: (SELECT true FROM segment_000001.observations)) FROM observations
  SELECT * FROM observations o, LATERAL (SELECT * FROM segment_000001.observations s WHERE s.trace_id = o.trace_id) x
  SELECT * FROM observations o JOIN segment_000001.observations s USING (trace_id)
  SELECT * FROM observations NATURAL JOIN segment_000001.observations
  SELECT * FROM observations ASOF JOIN segment_000001.observations s ON observations.start_time >= s.start_time
  SELECT * FROM observations POSITIONAL JOIN segment_000001.observations
  SELECT * FROM observations SEMI JOIN segment_000001.observations s ON true
  SELECT * FROM observations ANTI JOIN segment_000001.observations s ON true
  SELECT * FROM observations JOIN traces ON (SELECT count(*) > 0 FROM segment_000001.observations)
  SELECT * FROM (VALUES ((SELECT name FROM segment_000001.observations))) v
  VALUES ((SELECT name FROM segment_000001.observations))
  SELECT * FROM range((SELECT count(*) FROM segment_000001.observations))
  SELECT * FROM unnest((SELECT list(name) FROM segment_000001.observations))
  SELECT unnest((SELECT list(name) FROM segment_000001.observations))
  SELECT * FROM (SELECT * FROM (SELECT * FROM segment_000001.observations))
  SELECT DISTINCT ON ((SELECT 1 FROM segment_000001.observations)) name FROM observations
  SELECT name FROM observations GROUP BY GROUPING SETS ((name), ((SELECT 1 FROM segment_000001.observations)))
  SELECT count(DISTINCT (SELECT name FROM segment_000001.observations)) FROM observations
  SELECT name BETWEEN (SELECT min(name) FROM segment_000001.observations) AND 'z' FROM observations
  SELECT name LIKE (SELECT name FROM segment_000001.observations) FROM observations
  SELECT TRY((SELECT name FROM segment_000001.observations))
  SELECT name COLLATE segment_000001 FROM observations
  SELECT 'x'::segment_000001.main.t
  SELECT 'observations'::regclass
  SELECT 1::ENUM('a')
  SELECT 'a'::observations
  SELECT NULL::INTEGER[1000000]
  SELECT '[1]'::INTEGER[]
  SELECT 'x'::VARIANT
  SELECT current_user
  SELECT current_catalog
  SELECT current_schema
  SELECT session_user
  SELECT user
  SELECT segment_000001.observations.name FROM observations
  SELECT main.observations.name FROM segment_000001.main.observations
  SELECT observations.trace_deltas.name FROM observations, trace_deltas
  SELECT o.lower() FROM segment_000001.observations o
  SELECT DEFAULT
  SELECT * FROM observations FOR UPDATE
  SELECT name INTO x FROM observations
  SELECT * FROM observations USING SAMPLE 10% (system) WHERE EXISTS (SELECT 1 FROM segment)
  SEL/**/ECT * FR/**/OM segment_000001.observations
  SELECT/**/*/**/FROM/**/segment_000001.observations
  select * from SEGMENT_000001.OBSERVATIONS
  SELECT * FROM U&"segment_000001".observations
  SELECT * FROM "segment_000001.observations"
  SELECT * FROM "main.observations"
  SELECT * FROM \`segment_000001\`.\`observations\`
  SELECT * FROM [segment_000001].[observations]
  SELECT * FROM segment_000001 . observations
  SELECT * FROM segment_000001/* */./* */observations
  SELECT * FROM segment_000001.-- x
  SELECT 1 \\; DROP TABLE observations
  SELECT 1 UNION
  SELECT
  SELEC 1
  --
  /* only a comment */
  ;;;
  \u0000
  SELECT 1\u0000; DROP TABLE observations
`);

/** Meant to tell of rows that are not the project's by what goes wrong with them, or where they stand. Each may be answered. */
const PROBES = lines(`
  SELECT count(*) FROM observations WHERE CAST(input AS INTEGER) > 0
  SELECT sum(CAST(model AS INTEGER)) FROM observations
  SELECT count(*) FROM observations WHERE CAST(model AS INTEGER) = 5
  SELECT model, CAST(model AS INTEGER) FROM observations GROUP BY 1, 2
  SELECT count(*) FROM observations WHERE CASE WHEN model LIKE 'STOLEN%' THEN CAST('x' || model AS INTEGER) ELSE 1 END = 1
  SELECT max(CASE WHEN user_id = 'STOLEN' THEN CAST(user_id AS INTEGER) ELSE 1 END) FROM observations
  SELECT count(*) FROM observations WHERE total_tokens * 9223372036854775807 > 0
  SELECT sum(total_tokens + 9223372036854775000) FROM observations
  SELECT count(*) FROM observations a JOIN observations b ON CAST(a.model AS INTEGER) = CAST(b.model AS INTEGER)
  SELECT count(*) FROM observations WHERE CAST(model AS INTEGER) IN (SELECT CAST(model AS INTEGER) FROM observations)
  SELECT count(*) FROM observations WHERE project_id = 'theirs'
  SELECT project_id FROM observations
  SELECT count(*) FROM observations WHERE true OR project_id <> ''
  SELECT count(*) FROM observations WHERE 1 = 1 OR name = 'STOLEN'
  SELECT rowid FROM observations
  SELECT observations.rowid FROM observations
  SELECT _row_id, filename, file_row_number FROM observations
  SELECT observations FROM observations
  SELECT o FROM observations AS o
  SELECT to_json(o) FROM observations AS o
  SELECT row(o.*) FROM observations AS o
  SELECT COLUMNS('.*') FROM observations
  SELECT COLUMNS(*)::VARCHAR FROM observations
  SELECT #1, #2 FROM observations
  SELECT * FROM observations ORDER BY 1 NULLS FIRST
  SELECT min(name), max(name), min(model), max(user_id) FROM observations
  SELECT approx_count_distinct(user_id), mode(user_id), any_value(user_id) FROM observations
  SELECT list(DISTINCT session_id) FROM observations
  SELECT histogram(model) FROM observations
  SELECT first(name), last(name), arg_max(name, start_time), arg_min(name, start_time) FROM observations
  SELECT lag(name) OVER (ORDER BY start_time), lead(name) OVER (ORDER BY start_time) FROM observations
  SELECT first_value(name) OVER (ORDER BY start_time ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM observations
  SELECT count(*) FROM observations FULL JOIN traces USING (trace_id) FULL JOIN scores USING (trace_id) FULL JOIN logs USING (trace_id)
  SELECT * FROM observations RIGHT JOIN scores ON false
  SELECT * FROM scores
  SELECT name, string_value FROM scores WHERE string_value LIKE '%STOLEN%'
  SELECT * FROM traces
  SELECT * FROM traces WHERE name LIKE 'STOLEN%' OR user_id IS NOT NULL
  SELECT * FROM sessions
  SELECT * FROM sessions WHERE session_id LIKE '%STOLEN%'
  SELECT * FROM logs
  SELECT body FROM logs WHERE body LIKE '%STOLEN%'
  SELECT * FROM metric_points
  SELECT * FROM metric_points WHERE name LIKE '%STOLEN%'
  WITH a AS (SELECT * FROM observations) SELECT count(*) FROM a, a b
  WITH a AS (SELECT 1), b AS (SELECT * FROM a) SELECT * FROM b
  WITH x AS (SELECT * FROM y), y AS (SELECT 1) SELECT * FROM x
  SELECT * FROM (SELECT * FROM observations) observations
  SELECT * FROM observations observations
  SELECT * FROM traces AS observations
  SELECT scores.name FROM observations AS scores
  SELECT * FROM observations TABLESAMPLE 50%
  SELECT * FROM observations USING SAMPLE 5
  SELECT name FROM observations WHERE name SIMILAR TO '.*'
  SELECT name FROM observations WHERE regexp_matches(name, '.*')
  SELECT attributes, metadata, tags, events, links FROM observations
  SELECT "name" FROM "observations"
  SELECT NAME FROM OBSERVATIONS
  SELECT name /* ; DROP TABLE observations */ FROM observations -- ; DELETE FROM observations
  SELECT 'it''s; DROP TABLE observations', $$dollar'$$, E'\\x41'
  SELECT 1;
  SELECT 1 -- end
  SELECT '/* ' FROM observations -- */
  SELECT count(*) FROM observations LIMIT 0
  SELECT * FROM observations LIMIT -1
  SELECT * FROM observations OFFSET 9223372036854775807
  SELECT 1e400, -1e400, 0/0, 'NaN'::DOUBLE, 170141183460469231731687303715884105727
  SELECT 'infinity'::TIMESTAMP, '-infinity'::DATE, '290000-01-01'::DATE
  SELECT chr(0), chr(55296), '\ud83d'
  SELECT '\u202e', 'é', '\u{1f600}'
`);

const deep = (open: string, middle: string, close: string, times: number) => open.repeat(times) + middle + close.repeat(times);

/** Meant to take time or memory. Each may be refused, stopped or, where it is cheap after all, answered. */
const BOMBS = [
  ...lines(`
  SELECT count(*) FROM range(1000000000000)
  SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b
  SELECT count(*) FROM generate_series(1, 100000000000)
  SELECT count(*) FROM observations a, observations b, observations c, observations d, observations e
  SELECT * FROM observations a, observations b, observations c, observations d ORDER BY a.name || b.name
  SELECT count(DISTINCT a.name || b.name || c.name) FROM observations a, observations b, observations c, observations d
  SELECT a.range, list(b.range) FROM range(100000) a, range(100000) b GROUP BY 1
  SELECT len(list(range)) FROM range(100000000000)
  SELECT length(string_agg(range::VARCHAR, ',')) FROM range(100000000000)
  SELECT histogram(range) FROM range(10000000000)
  SELECT quantile_cont(range, 0.5), mode(range) FROM range(10000000000)
  SELECT * FROM range(10000000000) t(x) ORDER BY hash(x)
  SELECT row_number() OVER (ORDER BY hash(x)) FROM range(10000000000) t(x)
  SELECT sum(x) OVER (ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM range(10000000000) t(x) ORDER BY 1 DESC
  WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r
  WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n FROM r) SELECT count(*) FROM r
  WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT a.n + b.n FROM r a, r b) SELECT count(*) FROM r
  WITH RECURSIVE r AS (SELECT 'xxxxxxxx' AS s UNION ALL SELECT s || s FROM r) SELECT max(length(s)) FROM r
  WITH RECURSIVE r AS (SELECT 'xxxxxxxx' AS s UNION ALL SELECT s || s || s || s FROM r) SELECT max(length(s)) FROM r
  WITH RECURSIVE r AS (SELECT 'x' AS s, 'y' AS t UNION ALL SELECT s || t, t || s FROM r) SELECT max(length(s)) FROM r
  WITH RECURSIVE r AS (SELECT [1] AS l UNION ALL SELECT list_concat(l, l) FROM r) SELECT max(len(l)) FROM r
  WITH RECURSIVE r AS (SELECT 1 AS n UNION SELECT n + 1 FROM r) SELECT count(*) FROM r
  WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r, range(1000)) SELECT count(*) FROM r
  WITH RECURSIVE r AS (SELECT name FROM observations UNION ALL SELECT r.name || o.name FROM r, observations o) SELECT count(*) FROM r
  SELECT repeat('x', 1000000000)
  SELECT length(repeat(repeat('x', 10000), 10000)) FROM range(1000000)
  SELECT lpad('x', 1000000000, 'y')
  SELECT rpad('x', 1000000000, 'y')
  SELECT format('{:>1000000000}', 'x')
  SELECT printf('%1000000000d', 1)
  SELECT bar(1, 0, 1, 1000000000)
  SELECT range(1000000000)
  SELECT generate_series(1, 1000000000)
  SELECT unnest(range(1000000000))
  SELECT list_resize([1], 1000000000, 0)
  SELECT array_resize([1], 1000000000)
  SELECT [x for x in range(100000000)]
  SELECT string_split(input, '') FROM observations
  SELECT split_part(input, 'a', 1) FROM observations
  SELECT regexp_extract_all(input, '.') FROM observations
  SELECT regexp_split_to_array(input, '') FROM observations
  SELECT levenshtein(input, output) FROM observations
  SELECT damerau_levenshtein(input, output) FROM observations
  SELECT jaro_winkler_similarity(input, output) FROM observations
  SELECT jaccard(input, output) FROM observations
  SELECT count(*) FROM observations a, observations b, range(10000) WHERE editdist3(a.input, b.input) > 1
  SELECT replace(input, 'a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa') FROM observations
  SELECT replace(replace(replace(input, 'a', 'aaaa'), 'a', 'aaaa'), 'a', 'aaaa') FROM observations
  SELECT regexp_replace(input, '.', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'g') FROM observations
  SELECT regexp_replace(regexp_replace(input, '', 'aaaaaaaa', 'g'), '', 'aaaaaaaa', 'g') FROM observations
  SELECT replace(input, name, input) FROM observations
  SELECT input LIKE '%_a%_b%_c%' FROM observations
  SELECT input ILIKE '%a%b%c%d%e%' FROM observations
  SELECT input LIKE name FROM observations
  SELECT input LIKE '%a%' ESCAPE 'a' FROM observations
  SELECT input LIKE '%a%a%a%a%a%a%a%a%b' FROM observations, range(1000)
  SELECT regexp_matches(input, '((a*)*)*b') FROM observations, range(1000)
  SELECT regexp_matches(input, '(a{1000}){1000}') FROM observations
  SELECT regexp_matches(input, '(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)x') FROM observations, range(1000)
  SELECT regexp_matches(input, name) FROM observations
  SELECT json_extract(input, '$..*..*..*') FROM observations
  SELECT json_extract(input, name) FROM observations
  SELECT list_transform(tags, lambda a: list_transform(tags, lambda b: list_transform(tags, lambda c: a || b || c))) FROM observations
  SELECT list(name) OVER () FROM observations, range(100000)
  SELECT string_agg(input) OVER () FROM observations, range(100000)
  SELECT string_agg(input || input, input) FROM observations, range(100000000)
  SELECT concat(*COLUMNS(*)) FROM observations
  SELECT concat(COLUMNS(*), COLUMNS(*)) FROM observations
  SELECT (SELECT (SELECT (SELECT (SELECT (SELECT (SELECT (SELECT 1)))))))
  SELECT round(1.5, 2000000000)
  SELECT factorial(30000), 100000!
  SELECT power(10, 400), exp(1000), 2 ** 1000
  SELECT date_trunc('day', x) FROM generate_series(TIMESTAMP '0001-01-01', TIMESTAMP '9999-12-31', INTERVAL 1 MICROSECOND) t(x) ORDER BY 1 DESC
  SELECT count(*) FROM generate_series(1, 2, 0)
  SELECT count(*) FROM range(TIMESTAMP '2020-01-01', TIMESTAMP '2030-01-01', INTERVAL 0 DAY)
  SELECT bitstring('1', 1000000000)
  SELECT approx_top_k(range, 1000000000) FROM range(10)
  SELECT min(range, 1000000000) FROM range(1000000000)
  SELECT arg_max(range, range, 100000000) FROM range(1000000000)
  SELECT reservoir_quantile(range, 0.5, 1000000000) FROM range(1000000000)
  SELECT count(*) FROM observations GROUP BY CUBE (name, model, user_id, session_id, type, status, level, environment, release, service_name, dialect, source)
  SELECT count(*) FROM range(1000000) GROUP BY CUBE (range, range + 1, range + 2, range + 3, range + 4, range + 5, range + 6, range + 7)
  `),
  deep('(', 'SELECT 1', ')', 3_000),
  `SELECT ${deep('(', '1', ')', 5_000)}`,
  `SELECT ${deep('NOT ', 'true', '', 3_000)}`,
  `SELECT ${deep('- ', '1', '', 5_000)}`,
  `SELECT 1${' + 1'.repeat(900)}`,
  `SELECT 'a'${" || 'a'".repeat(900)}`,
  `SELECT ${deep('[', '1', ']', 900)}`,
  `SELECT ${deep('abs(', '1', ')', 900)}`,
  `SELECT 1${'::INTEGER'.repeat(900)}`,
  `SELECT NULL::INTEGER${'[]'.repeat(900)}`,
  `SELECT ${deep('(SELECT ', '1', ')', 30)}`,
  `SELECT * FROM ${deep('(SELECT * FROM ', '(SELECT 1)', ')', 200)}`,
  `SELECT 1${' UNION ALL SELECT 1'.repeat(900)}`,
  `SELECT 1 FROM range(2)${', range(2)'.repeat(200)}`,
  `SELECT 1 FROM observations${', observations'.repeat(200)}`,
  `SELECT ${deep('CASE WHEN true THEN ', '1', ' END', 500)}`,
  `SELECT true${' AND true'.repeat(2_000)}`,
  `SELECT x${'.a'.repeat(3_000)} FROM observations`,
  `SELECT 1 IN (${'1,'.repeat(8_000)}1)`,
  `SELECT ${'name,'.repeat(3_000)} 1 FROM observations`,
  `SELECT ${deep("{'a': ", '1', '}', 400)}`,
  `SELECT ${deep('list_transform([1], lambda x: ', 'x', ')', 20)}`,
  `SELECT ${"input || ".repeat(300)} '' FROM observations`,
  `SELECT '${'x'.repeat(30_000)}'`,
  `WITH ${Array.from({ length: 40 }, (_, i) => `c${i} AS (SELECT * FROM ${i === 0 ? 'range(10)' : `c${i - 1} a, c${i - 1} b`})`).join(', ')} SELECT count(*) FROM c39`,
  `WITH ${Array.from({ length: 40 }, (_, i) => `c${i} AS (SELECT ${i === 0 ? 'input AS s FROM observations' : `s || s AS s FROM c${i - 1}`})`).join(', ')} SELECT max(length(s)) FROM c39`,
  `${deep('WITH a AS (', 'SELECT 1', ') SELECT * FROM a', 100)}`,
];

export interface Attack { sql: string; /** Refused: by every backend, without being run. Kept: whatever the answer, nothing leaks and it ends. */ must: 'be refused' | 'be kept' }

export const ATTACKS: readonly Attack[] = [
  ...[...STATEMENTS, ...ESCAPES, ...FUNCTIONS.map((it) => `SELECT ${it} FROM observations`), ...TABLE_FUNCTIONS.map((it) => `SELECT * FROM ${it}`), ...FOREIGN_TABLES.map((it) => `SELECT * FROM ${it}`)]
    .map((sql): Attack => ({ sql, must: 'be refused' })),
  ...[...PROBES, ...BOMBS].map((sql): Attack => ({ sql, must: 'be kept' })),
];
