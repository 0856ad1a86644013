/** What a read-only query may be made of. Anything that is not here is refused, whatever a later ClickHouse adds. */

/** As the engine's parser names them. */
export const PARTS: ReadonlySet<string> = new Set([
  'SelectWithUnionQuery', 'SelectIntersectExceptQuery', 'SelectQuery', 'ExpressionList', 'WithElement', 'Subquery',
  'TablesInSelectQuery', 'TablesInSelectQueryElement', 'TableExpression', 'TableIdentifier', 'TableJoin', 'ArrayJoin',
  'Identifier', 'Literal', 'Function', 'Asterisk', 'QualifiedAsterisk', 'ColumnsTransformerList', 'ColumnsExceptTransformer', 'ColumnsReplaceTransformer', 'ColumnsReplaceTransformer::Replacement',
  'WindowDefinition', 'WindowListElement', 'OrderByElement', 'StorageOrderByElement',
]);

const names = (text: string) => text.trim().split(/\s+/);

/**
 * Functions that work on a row in a time that grows with its size. None that takes the name of a function, table, setting or file, none that knows of the server, none that
 * sleeps or fails on purpose, none whose time grows faster (edit distances, n-grams, folds). How large a value becomes is what the limit of memory is about: the engine counts it at every step.
 */
const SCALAR = names(`
  and or not xor equals notEquals less greater lessOrEquals greaterOrEquals isNull isNotNull isDistinctFrom isNotDistinctFrom like notLike ilike notILike in notIn globalIn globalNotIn exists
  if multiIf caseWithExpression coalesce ifNull nullIf assumeNotNull toNullable least greatest clamp isNaN isFinite isInfinite ifNotFinite isZeroOrNull empty notEmpty identity
  plus minus multiply divide divideOrNull intDiv intDivOrZero intDivOrNull modulo mod moduloOrZero moduloOrNull positiveModulo negate abs sign gcd lcm
  round roundBankers floor ceil ceiling trunc truncate roundDown sqrt cbrt exp exp2 exp10 ln log log2 log10 log1p pow power pi e sin cos tan asin acos atan atan2 sinh cosh tanh degrees radians widthBucket width_bucket
  CAST _CAST toString toInt8 toInt16 toInt32 toInt64 toInt128 toInt256 toUInt8 toUInt16 toUInt32 toUInt64 toUInt128 toUInt256 toFloat32 toFloat64 toBool toUUID toDecimal32 toDecimal64 toDecimal128
  toInt8OrNull toInt16OrNull toInt32OrNull toInt64OrNull toUInt8OrNull toUInt16OrNull toUInt32OrNull toUInt64OrNull toFloat32OrNull toFloat64OrNull toUUIDOrNull toDecimal32OrNull toDecimal64OrNull toDecimal128OrNull
  toInt8OrZero toInt16OrZero toInt32OrZero toInt64OrZero toUInt8OrZero toUInt16OrZero toUInt32OrZero toUInt64OrZero toFloat32OrZero toFloat64OrZero
  toDate toDate32 toDateTime toDateTime64 toDateOrNull toDate32OrNull toDateTimeOrNull toDateTime64OrNull toTypeName
  length lengthUTF8 char_length character_length octet_length lower upper lowerUTF8 upperUTF8 lcase ucase initcap initcapUTF8 reverse reverseUTF8
  concat concatWithSeparator concat_ws substring substr mid substringUTF8 substring_index substringIndex left right leftUTF8 rightUTF8 trim ltrim rtrim trimBoth trimLeft trimRight
  position locate instr positionUTF8 positionCaseInsensitive positionCaseInsensitiveUTF8 startsWith endsWith startsWithUTF8 endsWithUTF8 countSubstrings countSubstringsCaseInsensitive
  replace replaceAll replaceOne replaceRegexpAll replaceRegexpOne regexp_replace regexpExtract regexp_extract regexp_substr match regexp_matches extract extractAll countMatches countMatchesCaseInsensitive multiSearchAny multiSearchAnyCaseInsensitive multiMatchAny
  splitByChar splitByString splitByRegexp splitByWhitespace splitByNonAlpha alphaTokens tokens hasToken hasTokenCaseInsensitive firstLine ascii char hex unhex bin translate translateUTF8 normalizeUTF8NFC normalizeUTF8NFKC removeDiacriticsUTF8
  base64Encode base64Decode tryBase64Decode MD5 SHA1 SHA256 cityHash64 sipHash64 xxHash64 xxh3 halfMD5 isValidUTF8 toValidUTF8 domain domainWithoutWWW path protocol topLevelDomain cutQueryString decodeURLComponent
  formatReadableSize formatReadableQuantity formatReadableTimeDelta formatReadableDecimalSize
  JSONExtract JSONExtractString JSONExtractInt JSONExtractUInt JSONExtractFloat JSONExtractBool JSONExtractRaw JSONExtractArrayRaw JSONExtractKeys JSONExtractKeysAndValues JSONExtractKeysAndValuesRaw JSONHas JSONLength JSONType JSONKey
  JSON_VALUE JSON_QUERY JSON_EXISTS JSONArrayLength JSON_ARRAY_LENGTH isValidJSON toJSONString simpleJSONExtractString simpleJSONExtractInt simpleJSONExtractFloat simpleJSONExtractBool simpleJSONExtractRaw simpleJSONHas
  array arrayElement arrayElementOrNull has hasAll hasAny indexOf countEqual arrayConcat arraySlice arrayReverse arrayDistinct arrayUniq arraySort arrayReverseSort arrayCompact arrayFlatten flatten arrayStringConcat array_to_string
  arrayPushBack arrayPushFront arrayPopBack arrayPopFront arrayMap arrayFilter arrayExists arrayAll arrayCount arraySum arrayAvg arrayMin arrayMax arrayFirst arrayFirstOrNull arrayFirstIndex arrayLast arrayLastOrNull arrayLastIndex
  arrayEnumerate arrayEnumerateUniq arrayZip arrayDifference arrayCumSum arrayIntersect arrayUnion arrayExcept arrayJoin unnest range
  tuple tupleElement map mapFromArrays mapKeys mapValues mapContains mapContainsKey mapFilter mapApply mapExists mapAll mapSort
  now now64 today yesterday toYear toQuarter toMonth toWeek toISOWeek toISOYear toDayOfMonth toDayOfWeek toDayOfYear toHour toMinute toSecond toMillisecond toMicrosecond toMonday
  year quarter month week day dayofweek dayofmonth dayofyear hour minute second monthName dateName last_day toLastDayOfMonth toDaysInMonth
  toStartOfYear toStartOfQuarter toStartOfMonth toStartOfWeek toStartOfDay toStartOfHour toStartOfMinute toStartOfSecond toStartOfFiveMinutes toStartOfTenMinutes toStartOfFifteenMinutes toStartOfInterval time_bucket date_bin dateTrunc date_trunc
  dateDiff date_diff timestampDiff age addSeconds addMinutes addHours addDays addWeeks addMonths addQuarters addYears subtractSeconds subtractMinutes subtractHours subtractDays subtractWeeks subtractMonths subtractQuarters subtractYears
  toIntervalNanosecond toIntervalMicrosecond toIntervalMillisecond toIntervalSecond toIntervalMinute toIntervalHour toIntervalDay toIntervalWeek toIntervalMonth toIntervalQuarter toIntervalYear
  formatDateTime date_format parseDateTime parseDateTimeOrNull parseDateTimeBestEffort parseDateTimeBestEffortOrNull parseDateTime64BestEffort parseDateTime64BestEffortOrNull toTimeZone toTimezone timeSlot
  toUnixTimestamp toUnixTimestamp64Milli toUnixTimestamp64Micro toUnixTimestamp64Second fromUnixTimestamp fromUnixTimestamp64Milli fromUnixTimestamp64Micro fromUnixTimestamp64Second toYYYYMM toYYYYMMDD toYYYYMMDDhhmmss makeDate makeDateTime
  grouping bitAnd bitOr bitXor bitNot bitShiftLeft bitShiftRight bitCount
`);

/** Each also with -If, -Distinct, -OrNull, -OrDefault and -Array. None that gives a state. */
const AGGREGATES = names(`
  count sum avg min max any any_value anyLast first_value last_value argMin argMax median quantile quantiles quantileExact quantileExactInclusive quantileExactExclusive quantileTDigest quantileTiming
  quantilesExact quantilesExactInclusive quantilesTDigest uniq uniqExact uniqCombined uniqCombined64 uniqHLL12 approx_top_k topK topKWeighted
  stddevPop stddevSamp stddev_pop stddev_samp std varPop varSamp var_pop var_samp variance covarPop covarSamp covar_pop covar_samp corr skewPop skewSamp kurtPop kurtSamp entropy
  groupArray array_agg groupUniqArray groupConcat group_concat string_agg groupBitAnd groupBitOr groupBitXor sumMap minMap maxMap sumKahan avgWeighted simpleLinearRegression boundingRatio deltaSum singleValueOrNull
`);

const WINDOWS = names('row_number rank dense_rank denseRank percent_rank percentRank cume_dist ntile lag lead lagInFrame leadInFrame nth_value');

const lowered = (all: readonly string[]) => new Set(all.map((it) => it.toLowerCase()));
const SIMPLE = lowered([...SCALAR, ...WINDOWS]);
const AGGREGATE = lowered(AGGREGATES);
const COMBINED = /(?:if|distinct|ornull|ordefault|array)$/;

/** What may be meant by a misspelt name. */
export const FUNCTION_NAMES: readonly string[] = [...SCALAR, ...AGGREGATES, ...WINDOWS];

export function isAllowedFunction(name: string): boolean {
  let rest = name.toLowerCase();
  if (SIMPLE.has(rest)) return true;
  for (let i = 0; i < 4; i++) {
    if (AGGREGATE.has(rest)) return true;
    rest = rest.replace(COMBINED, '');
  }
  return false;
}

/** These work on every entry of a list. */
export const LAMBDA_FUNCTIONS = lowered(names('arrayMap arrayFilter arrayExists arrayAll arrayCount arraySum arrayAvg arrayMin arrayMax arrayFirst arrayFirstOrNull arrayFirstIndex arrayLast arrayLastOrNull arrayLastIndex arraySort arrayReverseSort arrayCumSum arrayCompact mapFilter mapApply mapExists mapAll mapSort'));
/** What stands on the right of these is a table when it is a name. */
export const IN_FUNCTIONS = lowered(names('in notIn globalIn globalNotIn'));
/** Their last argument names a type. */
export const TYPED_FUNCTIONS = lowered(names('CAST _CAST JSONExtract JSONExtractKeysAndValues'));

const TYPE = String.raw`(?:U?Int(?:8|16|32|64|128|256)|Float(?:32|64)|Decimal(?:32|64|128)?|Bool(?:ean)?|String|UUID|Date(?:32|Time(?:64)?)?|Timestamp|Text|(?:Var)?Char|(?:Tiny|Small|Big)?Int|Integer|Signed|Unsigned|Double(?: Precision)?|Float|Real|Numeric|Dec)`;
const ARGUMENTS = String.raw`(?:\s*\(\s*(?:\d+|'[A-Za-z_/+\-0-9\\]*')(?:\s*,\s*(?:\d+|\\?'[A-Za-z_/+\-0-9]*\\?'))*\s*\))?`;
const PLAIN_TYPE = new RegExp(`^${TYPE}${ARGUMENTS}$`, 'i');
const AROUND = /^(?:Nullable|LowCardinality|Array)\s*\((.*)\)$/i;

/** No states of aggregates, no dynamic types, no tuples and maps: numbers, texts, times, and lists of these. */
export function isAllowedType(type: string): boolean {
  const inner = AROUND.exec(type.trim())?.[1];
  return inner === undefined ? PLAIN_TYPE.test(type.trim()) : isAllowedType(inner);
}
