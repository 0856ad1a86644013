import type { Attack } from '../../conformance/hostile-sql.js';

/** What strangers may try in ClickHouse's own words, beside what conformance/hostile-sql.ts has for every backend. The tables are in the database `strangers`. */

const lines = (text: string) => text.trim().split('\n').map((it) => it.trim());

/** Another project's rows, or the server's, by every way that a name can be written. */
const TABLES = lines(`
  strangers.observations
  \`strangers\`.\`observations\`
  "strangers"."observations"
  "strangers.observations"
  strangers . observations
  strangers/**/./**/observations
  strangers.trace_deltas
  strangers.observation_costs
  strangers.observation_costs_view
  strangers.positions
  strangers.hfao_migrations
  strangers.deletions
  trace_deltas
  observation_costs
  observation_costs_view
  observations_local
  positions
  hfao_migrations
  \`trace_deltas\`
  default.observations
  _temporary_and_external_tables.x
  system.users
  system.tables
  system.columns
  system.query_log
  system.processes
  system.settings
  system.parts
  system.one
  system.numbers
  system.zeros
  system.contributors
  INFORMATION_SCHEMA.COLUMNS
  information_schema.columns
  system.functions FINAL
  observations.name
  \`.inner.observations\`
  OBSERVATIONS
  "Observations"
`);

const TABLE_FUNCTIONS = lines(`
  merge('strangers', '.*')
  merge('observations')
  MERGE('strangers', '^trace')
  view(SELECT * FROM strangers.observations)
  viewIfPermitted(SELECT 1 ELSE null('a Int8'))
  viewExplain('EXPLAIN', '', (SELECT 1))
  numbers(10)
  numbers_mt(1000000000000)
  zeros(1000000000000)
  zeros_mt(10)
  generate_series(1, 10)
  generateSeries(1, 10)
  generateRandom('a Array(String)', 1, 1000000, 1000000)
  values('a Int8', 1)
  null('a Int8')
  fileCluster('c', '/etc/passwd')
  file('/etc/passwd', 'RawBLOB')
  file('/proc/self/environ', 'LineAsString', 's String')
  url('http://169.254.169.254/latest/meta-data/', 'LineAsString')
  urlCluster('c', 'http://127.0.0.1:1/', 'CSV')
  s3Cluster('c', 'http://127.0.0.1:1/x', 'CSV')
  gcs('http://127.0.0.1:1/x', 'CSV')
  azureBlobStorage('x', 'y', 'z')
  deltaLake('http://127.0.0.1:1/x')
  iceberg('http://127.0.0.1:1/x')
  hudi('http://127.0.0.1:1/x')
  redis('127.0.0.1:1', 'k', 'k String, v String')
  sqlite('/etc/passwd', 'x')
  executable('cat /etc/passwd', 'TSV', 's String')
  dictionary('strangers.d')
  cluster('default', strangers.observations)
  clusterAllReplicas('default', strangers, observations)
  remote('127.0.0.1', strangers.observations)
  remote('127.0.0.1', strangers, observations)
  loop(strangers.observations)
  mergeTreeIndex('strangers', 'observations')
  mergeTreeProjection('strangers', 'observations', 'p')
  mergeTreeAnalyzeIndexes('strangers', 'observations')
  primes(10)
  fuzzQuery('SELECT * FROM strangers.observations')
  fuzzJSON('{}', random_seed = 1)
  timeSeriesData('strangers', 'x')
  prometheusQuery('x', 'y')
  arrowFlight('127.0.0.1:1', 'x')
  ytsaurus('http://127.0.0.1:1', 'x', 'y', 'a Int8')
  obs(1)
  observations(1)
  python('x')
  Python(x)
`);

const FUNCTIONS = lines(`
  file('/etc/passwd')
  dictGet('strangers.d', 'a', 1)
  dictGetOrNull('d', 'a', 1)
  dictHas('d', 1)
  dictGetHierarchy('d', 1)
  joinGet('strangers.observations', 'name', 1)
  joinGetOrNull('strangers.observations', 'name', 1)
  hasColumnInTable('strangers', 'observations', 'name')
  hasColumnInTable('127.0.0.1', 'strangers', 'observations', 'name')
  getSetting('max_memory_usage')
  getSettingOrDefault('x', 1)
  getServerSetting('max_connections')
  getMergeTreeSetting('index_granularity')
  getClientHTTPHeader('Authorization')
  getMacro('replica')
  hostName()
  hostname()
  HOSTNAME()
  fullHostName()
  FQDN()
  currentUser()
  authenticatedUser()
  currentDatabase()
  DATABASE()
  SCHEMA()
  currentSchemas(true)
  currentProfiles()
  enabledRoles()
  queryID()
  initialQueryID()
  connectionId()
  serverUUID()
  serverTimezone()
  uptime()
  version()
  VERSION()
  revision()
  buildId()
  tcpPort()
  getServerPort('tcp_port')
  getOSKernelVersion()
  filesystemCapacity()
  filesystemUnreserved()
  showCertificate()
  shardNum()
  zookeeperSessionUptime()
  sleep(3)
  SLEEP(3)
  sleepEachRow(0.5)
  throwIf(1, 'x')
  arrayReduce('groupArray', [1])
  arrayReduceInRanges('sum', [(1, 1)], [1])
  arrayFold((a, x) -> concat(a, a), range(100), 'x')
  initializeAggregation('sumState', 1)
  finalizeAggregation(sumState(1))
  sumState(1)
  sumMerge(x)
  sumForEach([1])
  countIfState(1)
  uniqStateIf(name, 1)
  groupArrayResample(1, 100000000, 1)(1, 1)
  sumResample(1, 100000000, 1)(1, 1)
  groupBitmapState(1)
  runningAccumulate(1)
  catboostEvaluate('/x', 1)
  evalMLMethod(1, 2)
  addressToLine(1)
  addressToSymbol(1)
  demangle('x')
  logTrace('x')
  errorCodeToName(1)
  formatQuery('SELECT 1')
  normalizeQuery('SELECT 1')
  formatRow('CSV', name)
  structureToProtobufSchema('x')
  generateRandomStructure(5)
  defaultValueOfTypeName('Array(Int8)')
  getSubcolumn(tags, 'size0')
  dumpColumnStructure(name)
  lowCardinalityKeys(model)
  lowCardinalityIndices(model)
  blockSerializedSize(name)
  byteSize(name)
  rowNumberInAllBlocks()
  neighbor(name, 1)
  runningDifference(total_tokens)
  repeat('x', 1000000000)
  space(1000000000)
  leftPad('x', 1000000000, 'y')
  rightPadUTF8('x', 1000000000, 'y')
  randomString(1000000000)
  randomPrintableASCII(1000000000)
  arrayWithConstant(1000000000, 'x')
  arrayResize([1], 1000000000)
  replicate('x', range(1000000))
  ngrams(input, 3)
  ngramDistance(input, output)
  editDistance(input, output)
  levenshteinDistance(input, output)
  jaroSimilarity(input, output)
  stringJaccardIndex(input, output)
  printf('%1000000000d', 1)
  format('{}{}', input, input)
  bar(1, 0, 1, 1000000000)
  encrypt('aes-256-gcm', name, 'k')
  tryDecrypt('aes-256-gcm', name, 'k')
  aiGenerate('x')
  regionToName(1)
  tumble(now(), toIntervalDay(1))
  nonsenseIf(1)
  sumIfIfIfIfIfIf(1)
  CAST(name AS AggregateFunction(sum, UInt64))
  CAST('{}' AS JSON)
  CAST(name, 'Dynamic')
  CAST(name, concat('Int', '8'))
  name::Object('json')
  JSONExtract(input, 'a', 'AggregateFunction(groupArray, String)')
  JSONExtract(input, 'Array(Tuple(a Dynamic))')
  JSONExtract(input, name)
  globalVariable('version')
  @@version
  @@hostname
  user
  current_user
  currentDatabase
  DATABASE
  schema
  \`session_user\`
`);

/** Ways to bring a foreign table in that are no FROM, or hide one. */
const ESCAPES = lines(`
  SELECT 1 IN strangers.observations
  SELECT 'x' IN trace_deltas
  SELECT trace_id IN observation_costs FROM observations
  SELECT ('a', 'b') IN (strangers.observations) FROM observations
  SELECT count() FROM observations WHERE name GLOBAL IN system.users
  SELECT count() FROM observations WHERE trace_id NOT IN trace_deltas
  SELECT count() FROM observations WHERE in(trace_id, trace_deltas)
  SELECT count() FROM observations WHERE globalNotIn(trace_id, positions)
  SELECT count() FROM observations WHERE trace_id IN (SELECT trace_id FROM strangers.trace_deltas)
  SELECT count() FROM observations WHERE EXISTS(SELECT 1 FROM strangers.observations)
  SELECT count() FROM observations WHERE trace_id = ANY (SELECT trace_id FROM strangers.observations)
  SELECT * FROM observations ARRAY JOIN (SELECT groupArray(name) FROM strangers.observations) AS x
  SELECT * FROM observations LEFT ARRAY JOIN arrayMap(x -> (SELECT max(name) FROM strangers.observations), tags) AS y
  SELECT * FROM observations ANY LEFT JOIN strangers.observations USING trace_id
  SELECT * FROM observations PASTE JOIN strangers.observations
  SELECT * FROM observations GLOBAL ANY INNER JOIN strangers.observations USING (trace_id)
  SELECT * FROM observations ASOF LEFT JOIN strangers.observations AS s ON observations.trace_id = s.trace_id AND observations.start_time >= s.start_time
  SELECT * FROM observations, strangers.observations
  SELECT * FROM observations AS a CROSS JOIN trace_deltas AS b
  WITH (SELECT groupArray(name) FROM strangers.observations) AS x SELECT x
  WITH x AS (SELECT * FROM strangers.observations) SELECT * FROM x
  WITH x AS (WITH y AS (SELECT * FROM trace_deltas) SELECT * FROM y) SELECT * FROM x
  WITH strangers AS (SELECT 1) SELECT * FROM strangers.observations
  WITH trace_deltas AS (SELECT * FROM trace_deltas) SELECT * FROM trace_deltas
  SELECT * FROM (WITH trace_deltas AS (SELECT 1) SELECT * FROM trace_deltas) AS a, trace_deltas
  SELECT * FROM (WITH positions AS (SELECT 1) SELECT 1) AS a, positions
  SELECT * FROM (WITH trace_deltas AS (SELECT 1 AS x) SELECT x FROM trace_deltas) AS a, (SELECT (SELECT toInt32(max(if(name LIKE 'S%', 'x', '1'))) FROM trace_deltas) AS y) AS b
  SELECT (WITH observation_costs AS (SELECT 1) SELECT 1), (SELECT intDiv(1, countIf(model = 'STOLEN') = 0) FROM observation_costs)
  WITH observations AS (SELECT 1) SELECT * FROM observations
  WITH \`observations\` AS (SELECT 1) SELECT * FROM observations
  WITH "Observations" AS (SELECT 1) SELECT * FROM observations
  WITH hfao_x AS (SELECT 1) SELECT * FROM hfao_x
  SELECT * FROM hfao_answer
  SELECT hfao_row
  SELECT 1 AS hfao_row
  WITH RECURSIVE r AS (SELECT name FROM strangers.observations UNION ALL SELECT name FROM r) SELECT * FROM r
  SELECT * FROM observations) AS x, (SELECT * FROM strangers.observations
  SELECT * FROM observations) UNION ALL SELECT * FROM (strangers.observations
  SELECT 1) AS a, strangers.observations AS b, (SELECT 1
  SELECT * FROM observations UNION ALL SELECT * FROM strangers.observations
  SELECT * FROM observations EXCEPT DISTINCT SELECT * FROM strangers.observations
  SELECT name FROM observations INTERSECT (SELECT name FROM strangers.observations)
  FROM strangers.observations SELECT *
  SELECT * FROM observations SETTINGS max_execution_time = 0
  SELECT * FROM (SELECT * FROM observations SETTINGS optimize_move_to_prewhere = 1)
  SELECT * FROM observations SETTINGS additional_table_filters = {'strangers.observations': '1'}
  SELECT * FROM (SELECT 1 SETTINGS readonly = 0)
  WITH x AS (SELECT 1 SETTINGS max_threads = 64) SELECT * FROM x
  SELECT * FROM observations FORMAT Native
  SELECT * FROM (SELECT 1 FORMAT JSON)
  SELECT 1 INTO OUTFILE '/tmp/hfao-stolen.csv' TRUNCATE FORMAT CSV
  SELECT 1 FORMAT CSV SETTINGS max_threads = 1
  SELECT 1 PARALLEL WITH DROP TABLE strangers.observations
  SELECT * FROM observations SAMPLE 0.1
  SELECT * FROM observations FINAL
  SELECT * FROM observations PREWHERE project_id = 'theirs'
  SELECT COLUMNS('.*') FROM observations
  SELECT * APPLY(sumState) FROM observations
  SELECT * APPLY(x -> dictGet('d', 'a', x)) FROM observations
  SELECT observations.* APPLY(hostName) FROM observations
  SELECT COLUMNS('name') APPLY(toString) FROM observations
  SELECT _table, _part, _database FROM observations
  SELECT _partition_id FROM observations
  SELECT _row_exists, _part_offset FROM observations
  SELECT row_version, is_deleted FROM observations
  SELECT observations.project_id FROM observations
  SELECT {p1:String}
  SELECT {p1:Identifier} FROM observations
  SELECT * FROM {t:Identifier}
  SELECT name FROM observations WHERE project_id = {p1:String}
  SELECT $$x$$, $tag$ y $tag$
  SELECT ‘x’
  SELECT “name” FROM observations
  SELECT 1 # comment
  SELECT 1 #! comment
  SELECT 1 /* /* */ FROM strangers.observations */
  SELECT 'a'' FROM strangers.observations --
  SELECT \`a\\\`, * FROM strangers.observations --\`
  SELECT "a""b"
  SELECT x'41', b'01'
  SELECT 1__0
  SELECT 1a
  SELECT 0x
  SELECT ?
  SELECT name ? 1 : 2 FROM observations
  SELECT :name
  SELECT 1; SELECT * FROM strangers.observations
  SELECT 1;;SELECT 2
  EXPLAIN AST SELECT 1
  EXPLAIN QUERY TREE SELECT * FROM strangers.observations
  SELECT * FROM (EXPLAIN SELECT * FROM strangers.observations)
  SELECT * FROM (DESCRIBE TABLE strangers.observations)
  SELECT * FROM (SHOW TABLES)
  (EXPLAIN SELECT 1)
  optimize = 1 SELECT 1
  SHOW CREATE TABLE observations
  EXISTS TABLE strangers.observations
  CHECK TABLE strangers.observations
  WATCH x
  SYSTEM SHUTDOWN
  SYSTEM DROP REPLICA 'x'
  BACKUP TABLE strangers.observations TO File('/tmp/hfao-stolen')
  CREATE FUNCTION f AS (x) -> x
  CREATE USER x
  CREATE NAMED COLLECTION x AS a = 1
  CREATE DICTIONARY d (a Int8) PRIMARY KEY a SOURCE(FILE(path '/etc/passwd' format 'CSV')) LAYOUT(FLAT()) LIFETIME(1)
  CREATE TEMPORARY TABLE observations AS SELECT * FROM strangers.observations
  INSERT INTO FUNCTION file('/tmp/hfao-stolen') SELECT * FROM strangers.observations
  INSERT INTO FUNCTION url('http://127.0.0.1:1/') SELECT 1
  ALTER TABLE strangers.observations DELETE WHERE 1
  ALTER TABLE strangers.observations UPDATE name = 'x' WHERE 1
  DETACH TABLE strangers.observations
  UNDROP TABLE strangers.observations
  MOVE USER x TO y
  SET ROLE ALL
  EXECUTE AS x SELECT 1
  USE system
`);

/** Each may be answered, with nothing that is not the project's. */
const PROBES = lines(`
  SELECT 1 -- \\n; DROP TABLE x
  SELECT 'a\\' FROM strangers.observations --'
  SELECT count() FROM observations WHERE toInt32(model) = 5
  SELECT sum(toInt64(model)), max(toInt32(if(model = '5', model, 'STOLEN'))) FROM observations
  SELECT count() FROM observations WHERE if(name LIKE 'STOLEN%', toInt32('x'), 1) = 1
  SELECT count() FROM observations WHERE intDiv(1, if(name LIKE 'STOLEN%', 0, 1)) = 1
  SELECT count() FROM observations WHERE toDate(if(model = '5', '2026-01-01', model)) > '2025-01-01'
  SELECT toUInt8(toString(total_tokens)) FROM observations
  SELECT model, toInt32(model) FROM observations GROUP BY model
  SELECT count() FROM observations AS a JOIN observations AS b ON toInt32(a.model) = toInt32(b.model)
  SELECT toInt32(name) FROM observations
  SELECT toTypeName(model), model FROM observations
  SELECT uniqExact(user_id), topK(5)(user_id), groupUniqArray(name), groupArray(model) FROM observations
  SELECT quantile(0.5)(total_tokens), any(name), anyLast(name), min(name), max(user_id), argMax(name, start_time) FROM observations
  SELECT tags, arrayJoin(tags), metadata['k'], mapKeys(metadata), attributes FROM observations
  SELECT metadata.keys, tags.size0 FROM observations
  SELECT name, lagInFrame(name) OVER (ORDER BY start_time), first_value(name) OVER (ORDER BY start_time ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM observations
  SELECT * EXCEPT (input) FROM observations LIMIT 5
  SELECT * REPLACE (upper(name) AS name) FROM observations LIMIT 5
  SELECT o.* FROM observations AS o LIMIT 5
  SELECT tuple(*) FROM observations LIMIT 1
  SELECT * FROM observations AS trace_deltas
  SELECT name AS user, user FROM observations
  SELECT user_id AS database FROM observations GROUP BY database
  SELECT name FROM observations LIMIT 1 BY model
  SELECT count() FROM observations GROUP BY name WITH TOTALS
  SELECT count(), name FROM observations GROUP BY ROLLUP(name, model)
  SELECT name FROM observations ORDER BY start_time WITH FILL
  SELECT toStartOfSecond(start_time) AS t, count() FROM observations GROUP BY t ORDER BY t WITH FILL STEP toIntervalSecond(1)
  SELECT DISTINCT ON (model) model, name FROM observations
  SELECT * FROM observations RIGHT JOIN scores ON observations.trace_id = scores.trace_id
  SELECT * FROM observations FULL JOIN traces USING (trace_id) FULL JOIN logs USING (trace_id)
  WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT * FROM r
  WITH RECURSIVE tree AS (SELECT observation_id, name FROM observations WHERE parent_observation_id IS NULL UNION ALL SELECT o.observation_id, o.name FROM observations AS o JOIN tree ON o.parent_observation_id = tree.observation_id) SELECT count() FROM tree
  WITH 5 AS n, n + 1 AS m SELECT n, m
  WITH x AS (SELECT 1 AS a), x2 AS (SELECT a FROM x) SELECT * FROM x2, x
  SELECT 'STOLEN\\'; DROP TABLE x', 'it''s', '\\x41\\u0041', '/* no comment */'
  SELECT CAST(1 AS Nullable(Int64)), '1'::UInt8, 1.5::Decimal(4, 2), toDateTime64('2026-01-01', 3, 'UTC')
  SELECT nan, inf, -inf, 18446744073709551615, -9223372036854775808, 1e400
  SELECT NULL, [], [NULL], map('a', 1), (1, 'x')
  SELECT JSONExtractString(input, 'a', 1, 'b'), JSONExtract(input, 'a', 'Array(String)') FROM observations
  SELECT replaceRegexpAll(output, '(a*)*b', '\\\\1\\\\1') FROM observations
  SELECT splitByChar('a', ifNull(output, '')) FROM observations
  SELECT name::Int32 FROM observations
  SELECT throw FROM observations
  SELECT name, count() FROM observations
  SELECT sum(sum(total_tokens)) FROM observations
  SELECT toInt32('STOLEN'), parseDateTime('x', 'y')
  SELECT arrayMap(x -> x + 1, range(10)), arrayFilter((x, y) -> x > y, [1, 2], [2, 1])
  SELECT now(), today(), toStartOfInterval(start_time, INTERVAL 5 MINUTE), dateDiff('day', start_time, now()) FROM observations LIMIT 1
`);

/** Meant to take time or memory. */
const BOMBS = [
  ...lines(`
  SELECT arrayJoin(range(10000000)) AS a, arrayJoin(range(10000000)) AS b
  SELECT count() FROM (SELECT arrayJoin(range(10000)) AS a) AS x, (SELECT arrayJoin(range(10000)) AS b) AS y, (SELECT arrayJoin(range(10000)) AS c) AS z
  SELECT range(1000000000)
  SELECT range(toUInt64(18446744073709551615))
  SELECT length(range(9000000)) FROM observations
  SELECT arrayMap(x -> arrayMap(y -> x + y, range(10000)), range(10000))
  SELECT arrayMap(x -> range(100000), range(100000))
  SELECT arraySort(x -> cityHash64(x), range(9000000)) FROM observations
  SELECT arrayFlatten(arrayMap(x -> range(10000), range(10000)))
  SELECT groupArray(a.name) FROM observations AS a, observations AS b, observations AS c, observations AS d
  SELECT groupConcat(',')(a.input) FROM observations AS a, observations AS b, observations AS c
  SELECT uniqExact(concat(a.name, b.name, c.name)) FROM observations AS a, observations AS b, observations AS c, observations AS d
  SELECT count() FROM observations AS a, observations AS b, observations AS c, observations AS d, observations AS e WHERE match(concat(a.output, b.output), '(a+)+$')
  SELECT count() FROM observations GROUP BY CUBE(name, model, user_id, session_id, type, status, level, environment, release, service_name, dialect, source)
  SELECT quantilesExact(0.1, 0.5)(cityHash64(a.name, b.name)) FROM observations AS a, observations AS b, observations AS c
  SELECT row_number() OVER (ORDER BY a.name, b.name, c.name) FROM observations AS a, observations AS b, observations AS c
  SELECT toStartOfSecond(start_time) AS t FROM observations ORDER BY t WITH FILL FROM toDateTime('1970-01-01') TO toDateTime('2100-01-01') STEP toIntervalSecond(1)
  SELECT number FROM (SELECT toUInt64(1) AS number) ORDER BY number WITH FILL FROM 0 TO 1000000000000000
  WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r
  WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT a.n FROM r AS a, r AS b, r AS c) SELECT count() FROM r
  WITH RECURSIVE r AS (SELECT 'xxxxxxxx' AS s UNION ALL SELECT concat(s, s, s, s) FROM r) SELECT max(length(s)) FROM r
  SELECT replaceRegexpAll(output, '.', '${'a'.repeat(900)}') FROM observations
  SELECT replaceAll(replaceAll(replaceAll(output, 'a', '${'a'.repeat(400)}'), 'a', '${'a'.repeat(400)}'), 'a', 'aaaa') FROM observations
  SELECT extractAll(output, '((a{1,100}){1,100}){1,100}') FROM observations
  SELECT match(output, '${'(a?)'.repeat(400)}${'a'.repeat(400)}') FROM observations
  SELECT topK(1000000000)(name) FROM observations
  SELECT quantiles(${Array.from({ length: 500 }, (_, i) => i / 500).join(', ')})(total_tokens) FROM observations
  SELECT toFixedString(name, 1000000000) FROM observations
  SELECT bitShiftLeft(output, 100000000) FROM observations
  SELECT power(10, 400), exp(1e9), toDecimal128(1, 38) * toDecimal128(1, 38)
  SELECT substring(output, -1, 18446744073709551615) FROM observations
  SELECT formatDateTime(start_time, '${'%F %T '.repeat(100)}') FROM observations
  SELECT initcap(concat(${'output, '.repeat(200)}'')) FROM observations
  SELECT count() FROM observations WHERE multiMatchAny(output, [${Array.from({ length: 300 }, (_, i) => `'(a|b){${i + 1}}c'`).join(', ')}])
  `),
  `WITH 1 AS a0, ${Array.from({ length: 60 }, (_, i) => `a${i} + a${i} AS a${i + 1}`).join(', ')} SELECT a60`,
  `SELECT ${Array.from({ length: 40 }, (_, i) => `concat(${i === 0 ? 'output, output' : `s${i - 1}, s${i - 1}`}) AS s${i}`).join(', ')} FROM observations`,
  `WITH ${Array.from({ length: 30 }, (_, i) => `c${i} AS (SELECT count() AS n FROM ${i === 0 ? 'observations' : `c${i - 1} AS a, c${i - 1} AS b, c${i - 1} AS c`})`).join(', ')} SELECT * FROM c29`,
  `SELECT ${'tuple('.repeat(60)}1${')'.repeat(60)}`,
  `SELECT ${'NOT '.repeat(2_500)}1`,
  `SELECT ${'CASE WHEN 1 THEN '.repeat(400)}1${' END'.repeat(400)}`,
  `SELECT 1${' BETWEEN 0 AND 1'.repeat(400)}`,
  `SELECT 1${'::Int8::String'.repeat(400)}`,
  `SELECT ${'x -> '.repeat(400)}1`,
  `SELECT 1${' UNION ALL SELECT 1'.repeat(1_200)}`,
  `SELECT 1${' EXCEPT SELECT 1'.repeat(400)}`,
  `SELECT ${'(SELECT '.repeat(20)}1${')'.repeat(20)}`,
  `SELECT ${'`a`.'.repeat(1_000)}b FROM observations`,
  `SELECT 1 AS a${Array.from({ length: 1_000 }, (_, i) => `, ${i} AS b${i}`).join('')}`,
  `SELECT name IN (${"'a', ".repeat(2_800)}'b') FROM observations`,
  `SELECT count() FROM observations WHERE ${Array.from({ length: 300 }, (_, i) => `name LIKE '%${i}%_%'`).join(' OR ')}`,
];

export const CLICKHOUSE_ATTACKS: readonly Attack[] = [
  ...[...ESCAPES, 'SELECT 1 -- x\n; DROP TABLE x', 'SELECT 1\n;SELECT * FROM strangers.observations', ...FUNCTIONS.map((it) => `SELECT ${it} FROM observations`), ...TABLE_FUNCTIONS.map((it) => `SELECT * FROM ${it}`), ...TABLES.map((it) => `SELECT * FROM ${it}`)]
    .map((sql): Attack => ({ sql, must: 'be refused' })),
  ...[...PROBES, ...BOMBS].map((sql): Attack => ({ sql, must: 'be kept' })),
];
