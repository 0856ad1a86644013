/** What a read-only query may be made of. Anything that is not here is refused, whatever a later DuckDB adds. */

/** Kinds of query, of table and of what stands around them, as DuckDB's parser names them. */
export const PARTS = new Set([
  'SELECT_NODE', 'SET_OPERATION_NODE', 'RECURSIVE_CTE_NODE',
  'EMPTY', 'BASE_TABLE', 'SUBQUERY', 'JOIN', 'EXPRESSION_LIST', 'TABLE_FUNCTION',
  'ORDER_MODIFIER', 'LIMIT_MODIFIER', 'DISTINCT_MODIFIER', 'ORDER_DEFAULT', 'ASCENDING', 'DESCENDING',
  'DECIMAL_TYPE_INFO', 'UNBOUND_TYPE_INFO',
]);

export const EXPRESSIONS = new Set(['CONSTANT', 'COLUMN_REF', 'COMPARISON', 'CONJUNCTION', 'CAST', 'CASE', 'BETWEEN', 'OPERATOR', 'FUNCTION', 'WINDOW', 'SUBQUERY', 'STAR', 'LAMBDA', 'COLLATE', 'POSITIONAL_REFERENCE']);

/** TRY is not among them: what fails should be seen to fail. */
export const OPERATORS = new Set([
  'OPERATOR_NOT', 'OPERATOR_IS_NULL', 'OPERATOR_IS_NOT_NULL', 'OPERATOR_COALESCE', 'OPERATOR_NULLIF', 'COMPARE_IN', 'COMPARE_NOT_IN',
  'ARRAY_EXTRACT', 'ARRAY_SLICE', 'STRUCT_EXTRACT', 'ARRAY_CONSTRUCTOR', 'GROUPING_FUNCTION',
]);

/** No lists, maps or arrays: a cast to one can make a large value of a small one. */
export const CAST_TYPES = new Set([
  'BOOLEAN', 'TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT', 'UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT', 'UHUGEINT', 'FLOAT', 'DOUBLE', 'DECIMAL',
  'VARCHAR', 'DATE', 'TIME', 'TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS', 'TIMESTAMP WITH TIME ZONE', 'INTERVAL', 'UUID', 'NULL',
]);
export const NAMED_TYPES = new Set(['json']);
export const COLLATIONS = new Set(['nocase', 'noaccent', 'nocase.noaccent']);

/** Words that are read as functions where no column has their name, and that tell of the server. */
export const REFUSED_WORDS = new Set(['current_catalog', 'current_database', 'current_schema', 'current_role', 'current_user', 'session_user', 'user']);

const names = (text: string) => text.trim().split(/\s+/);

/**
 * Functions that make of a value nothing much larger than it, in a time that grows with its size. So none that repeats, pads, splits or formats
 * (an expression cannot be stopped while it works on its two thousand rows), none that takes a name of another function, none that knows of files, settings or the catalog.
 */
const SCALAR = names(`
  + - * / // % ** ^ & | ~ << >> @ add subtract multiply divide mod fmod fdiv pow power xor
  abs ceil ceiling floor round round_even trunc sign sqrt cbrt exp ln log log2 log10 pi sin cos tan asin acos atan atan2 degrees radians greatest least gcd lcm even bit_count isnan isinf isfinite
  nullif ifnull typeof hash md5 sha256 md5_number
  length len char_length character_length strlen octet_length upper ucase lower lcase trim ltrim rtrim substr substring left right contains starts_with prefix ^@ ends_with suffix
  strpos instr position reverse ascii unicode ord chr strip_accents nfc_normalize replace concat concat_ws || like_escape
  ~~ !~~ ~~* !~~* regexp_matches regexp_full_match regexp_extract regexp_replace
  list_value struct_pack row map struct_extract struct_extract_at map_keys map_values map_extract map_extract_value element_at cardinality map_contains
  list_contains array_contains list_has array_has list_has_any list_has_all array_has_any array_has_all list_position array_position list_extract array_extract list_element list_slice array_slice
  list_distinct list_unique list_sort list_reverse_sort array_distinct array_sort list_min list_max list_sum list_avg list_count list_first list_last list_any_value
  list_concat array_concat list_append list_prepend array_append array_prepend flatten array_to_string array_length list_transform list_filter list_apply array_transform array_filter
  json_extract json_extract_string json_extract_path json_extract_path_text ->> -> json_array_length json_keys json_type json_valid json_exists json_contains json_value to_json json_object json_array json_quote
  date_trunc datetrunc date_part datepart date_diff datediff date_sub datesub date_add age year quarter month week day hour minute second millisecond microsecond
  dayofweek dayofmonth dayofyear isodow isoyear weekday weekofyear yearweek dayname monthname last_day epoch epoch_ms epoch_us epoch_ns make_date make_time make_timestamp to_timestamp
  strftime strptime try_strptime time_bucket timezone now get_current_timestamp transaction_timestamp today current_date
  to_years to_quarters to_months to_weeks to_days to_hours to_minutes to_seconds to_milliseconds to_microseconds
`);

const AGGREGATES = names(`
  count count_star count_if countif sum avg mean min max any_value arbitrary first last median quantile quantile_cont quantile_disc approx_quantile approx_count_distinct mode mad
  stddev stddev_pop stddev_samp variance var_pop var_samp sem skewness kurtosis entropy corr covar_pop covar_samp regr_slope regr_intercept regr_r2 regr_count
  bool_and bool_or bit_and bit_or bit_xor product favg fsum arg_min arg_max argmin argmax min_by max_by string_agg group_concat listagg list array_agg histogram
`);

const WINDOWS = names('row_number rank dense_rank rank_dense percent_rank cume_dist ntile lag lead first_value last_value nth_value');

export const FUNCTIONS: ReadonlySet<string> = new Set([...SCALAR, ...AGGREGATES, ...WINDOWS, 'unnest']);
export const TABLE_FUNCTIONS: ReadonlySet<string> = new Set(['unnest', 'range', 'generate_series']);

/** Each gathers all that it is given into one value. */
export const GATHERING: ReadonlySet<string> = new Set(['string_agg', 'group_concat', 'listagg', 'list', 'array_agg', 'histogram']);
/** Each puts what it is given together. */
export const JOINING: ReadonlySet<string> = new Set(['||', 'concat', 'concat_ws', 'list_value', 'struct_pack', 'row', 'map', 'list_concat', 'array_concat', 'list_append', 'list_prepend', 'array_append', 'array_prepend', 'flatten', 'array_to_string', 'json_object', 'json_array', 'ARRAY_CONSTRUCTOR']);
/** Their pattern, format or path is taken apart for every row unless it is a constant. */
export const CONSTANT_SECOND: ReadonlySet<string> = new Set(['~~', '!~~', '~~*', '!~~*', 'regexp_matches', 'regexp_full_match', 'regexp_extract', 'regexp_replace', 'json_extract', 'json_extract_string', 'json_extract_path', 'json_extract_path_text', '->', '->>', 'json_exists', 'json_value', 'strftime', 'strptime', 'try_strptime', 'replace']);
export const LAMBDA_FUNCTIONS: ReadonlySet<string> = new Set(['list_transform', 'list_filter', 'list_apply', 'array_transform', 'array_filter']);
