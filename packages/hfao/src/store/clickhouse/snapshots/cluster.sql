CREATE TABLE IF NOT EXISTS hfao_migrations ON CLUSTER 'main' (`version` UInt32, `name` String, `applied_at` DateTime64(3, 'UTC') DEFAULT now64(3)) ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/all/{database}/hfao_migrations', '{shard}-{replica}') ORDER BY version;

CREATE TABLE IF NOT EXISTS observations_local ON CLUSTER 'main' (
  `project_id` LowCardinality(String),
  `trace_id` String CODEC(ZSTD(1)),
  `observation_id` String CODEC(ZSTD(1)),
  `parent_observation_id` Nullable(String) CODEC(ZSTD(1)),
  `event_version` Int64 CODEC(T64, ZSTD(1)),
  `ingested_at` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  `session_id` Nullable(String) CODEC(ZSTD(1)),
  `user_id` Nullable(String) CODEC(ZSTD(1)),
  `environment` LowCardinality(Nullable(String)),
  `release` LowCardinality(Nullable(String)),
  `service_name` LowCardinality(Nullable(String)),
  `scope_name` LowCardinality(Nullable(String)),
  `scope_version` LowCardinality(Nullable(String)),
  `dialect` LowCardinality(String),
  `source` LowCardinality(String),
  `mapping` LowCardinality(Nullable(String)),
  `warnings` Array(LowCardinality(String)),
  `name` LowCardinality(String),
  `type` LowCardinality(String),
  `level` LowCardinality(String),
  `status` LowCardinality(String),
  `status_message` Nullable(String) CODEC(ZSTD(1)),
  `start_time` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  `end_time` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  `duration_ns` Int64 CODEC(T64, ZSTD(1)),
  `time_to_first_token_ms` Nullable(Float64) CODEC(ZSTD(1)),
  `input` Nullable(String) CODEC(ZSTD(1)),
  `output` Nullable(String) CODEC(ZSTD(1)),
  `input_ref` Nullable(String) CODEC(ZSTD(1)),
  `output_ref` Nullable(String) CODEC(ZSTD(1)),
  `input_preview` Nullable(String) CODEC(ZSTD(1)),
  `output_preview` Nullable(String) CODEC(ZSTD(1)),
  `model` LowCardinality(Nullable(String)),
  `provider` LowCardinality(Nullable(String)),
  `model_parameters` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  `finish_reasons` Array(LowCardinality(String)),
  `input_tokens` Nullable(Int64) CODEC(T64, ZSTD(1)),
  `output_tokens` Nullable(Int64) CODEC(T64, ZSTD(1)),
  `cache_read_tokens` Nullable(Int64) CODEC(T64, ZSTD(1)),
  `cache_creation_tokens` Nullable(Int64) CODEC(T64, ZSTD(1)),
  `reasoning_tokens` Nullable(Int64) CODEC(T64, ZSTD(1)),
  `total_tokens` Nullable(Int64) CODEC(T64, ZSTD(1)),
  `usage_counted` Bool CODEC(ZSTD(1)),
  `usage_details` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  `input_cost_usd` Nullable(Float64) CODEC(ZSTD(1)),
  `output_cost_usd` Nullable(Float64) CODEC(ZSTD(1)),
  `total_cost_usd` Nullable(Float64) CODEC(ZSTD(1)),
  `cost_source` LowCardinality(String),
  `tool_definitions` Nullable(String) CODEC(ZSTD(1)),
  `tool_calls` Nullable(String) CODEC(ZSTD(1)),
  `tool_call_names` Array(LowCardinality(String)),
  `agent_id` LowCardinality(Nullable(String)),
  `agent_name` LowCardinality(Nullable(String)),
  `handoff_target_agent_id` LowCardinality(Nullable(String)),
  `documents` Nullable(String) CODEC(ZSTD(1)),
  `prompt_name` LowCardinality(Nullable(String)),
  `prompt_version` LowCardinality(Nullable(String)),
  `prompt_label` LowCardinality(Nullable(String)),
  `metadata` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  `tags` Array(LowCardinality(String)),
  `attributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  `events` Nullable(String) CODEC(ZSTD(1)),
  `links` Nullable(String) CODEC(ZSTD(1)),
  `row_version` UInt64 CODEC(T64, ZSTD(1)),
  `is_deleted` Bool CODEC(ZSTD(1)),
  INDEX trace_ids trace_id TYPE bloom_filter(0.01)
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/observations_local', '{replica}', row_version, is_deleted)
PARTITION BY toYYYYMM(start_time)
ORDER BY (project_id, toDate32(start_time), trace_id, observation_id)
SETTINGS index_granularity = 8192, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS observations ON CLUSTER 'main' AS observations_local
ENGINE = Distributed('main', 'hfao', observations_local, cityHash64(project_id, trace_id));

CREATE TABLE IF NOT EXISTS trace_deltas_local ON CLUSTER 'main' (
  `project_id` LowCardinality(String),
  `trace_id` String CODEC(ZSTD(1)),
  `start_time` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  `last_start_time` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  `end_time` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  `observation_count` Int64 CODEC(T64, ZSTD(1)),
  `error_count` Int64 CODEC(T64, ZSTD(1)),
  `is_root` Bool CODEC(ZSTD(1)),
  `head_start_time` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  `head_id` String CODEC(ZSTD(1)),
  `name` LowCardinality(String),
  `status` LowCardinality(String),
  `input_preview` Nullable(String) CODEC(ZSTD(1)),
  `output_preview` Nullable(String) CODEC(ZSTD(1)),
  `session_id` Nullable(String) CODEC(ZSTD(1)),
  `user_id` Nullable(String) CODEC(ZSTD(1)),
  `environment` LowCardinality(Nullable(String)),
  `release` LowCardinality(Nullable(String)),
  `service_name` LowCardinality(Nullable(String)),
  `any_session_id` Nullable(String) CODEC(ZSTD(1)),
  `any_user_id` Nullable(String) CODEC(ZSTD(1)),
  `any_environment` LowCardinality(Nullable(String)),
  `any_release` LowCardinality(Nullable(String)),
  `any_service_name` LowCardinality(Nullable(String)),
  `error_start_time` Nullable(DateTime64(6, 'UTC')) CODEC(Delta(8), ZSTD(1)),
  `error_id` Nullable(String) CODEC(ZSTD(1)),
  `error_message` Nullable(String) CODEC(ZSTD(1)),
  `models` Array(LowCardinality(String)),
  `agents` Array(LowCardinality(String)),
  `tags` Array(LowCardinality(String)),
  `counted` Int64 CODEC(T64, ZSTD(1)),
  `calls` Array(LowCardinality(String)),
  `input_tokens` Nullable(Int64) CODEC(T64, ZSTD(1)),
  `output_tokens` Nullable(Int64) CODEC(T64, ZSTD(1)),
  `cache_read_tokens` Nullable(Int64) CODEC(T64, ZSTD(1)),
  `cache_creation_tokens` Nullable(Int64) CODEC(T64, ZSTD(1)),
  `reasoning_tokens` Nullable(Int64) CODEC(T64, ZSTD(1)),
  `total_tokens` Nullable(Int64) CODEC(T64, ZSTD(1)),
  `input_cost_usd` Nullable(Float64) CODEC(ZSTD(1)),
  `output_cost_usd` Nullable(Float64) CODEC(ZSTD(1)),
  `total_cost_usd` Nullable(Float64) CODEC(ZSTD(1)),
  `delta_id` UInt64 CODEC(T64, ZSTD(1)),
  `generation` UInt64 CODEC(T64, ZSTD(1)),
  INDEX start_times start_time TYPE minmax
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/trace_deltas_local', '{replica}', generation)
PARTITION BY toYYYYMM(start_time)
ORDER BY (project_id, trace_id, delta_id)
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS trace_deltas ON CLUSTER 'main' AS trace_deltas_local
ENGINE = Distributed('main', 'hfao', trace_deltas_local, cityHash64(project_id, trace_id));

CREATE TABLE IF NOT EXISTS scores_local ON CLUSTER 'main' (
  `score_id` String CODEC(ZSTD(1)),
  `project_id` LowCardinality(String),
  `trace_id` String CODEC(ZSTD(1)),
  `observation_id` Nullable(String) CODEC(ZSTD(1)),
  `session_id` Nullable(String) CODEC(ZSTD(1)),
  `name` LowCardinality(String),
  `value` Nullable(Float64) CODEC(ZSTD(1)),
  `string_value` Nullable(String) CODEC(ZSTD(1)),
  `boolean_value` Nullable(Bool) CODEC(ZSTD(1)),
  `data_type` LowCardinality(String),
  `source` LowCardinality(String),
  `comment` Nullable(String) CODEC(ZSTD(1)),
  `judge_model` LowCardinality(Nullable(String)),
  `calibration_bias` Nullable(Float64) CODEC(ZSTD(1)),
  `annotator_id` Nullable(String) CODEC(ZSTD(1)),
  `eval_run_id` LowCardinality(Nullable(String)),
  `timestamp` String CODEC(ZSTD(1)),
  `row_version` UInt64 CODEC(T64, ZSTD(1))
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/scores_local', '{replica}', row_version)
ORDER BY (project_id, trace_id, score_id)
SETTINGS index_granularity = 8192, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS scores ON CLUSTER 'main' AS scores_local
ENGINE = Distributed('main', 'hfao', scores_local, cityHash64(project_id, trace_id));

CREATE TABLE IF NOT EXISTS logs_local ON CLUSTER 'main' (
  `project_id` LowCardinality(String),
  `log_id` String CODEC(ZSTD(1)),
  `time` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  `observed_time` Nullable(DateTime64(6, 'UTC')) CODEC(Delta(8), ZSTD(1)),
  `trace_id` Nullable(String) CODEC(ZSTD(1)),
  `observation_id` Nullable(String) CODEC(ZSTD(1)),
  `severity_number` Int64 CODEC(T64, ZSTD(1)),
  `severity_text` LowCardinality(Nullable(String)),
  `event_name` LowCardinality(Nullable(String)),
  `body` Nullable(String) CODEC(ZSTD(1)),
  `service_name` LowCardinality(Nullable(String)),
  `scope_name` LowCardinality(Nullable(String)),
  `scope_version` LowCardinality(Nullable(String)),
  `session_id` Nullable(String) CODEC(ZSTD(1)),
  `attributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  `ingested_at` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  INDEX trace_ids trace_id TYPE bloom_filter(0.01)
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/logs_local', '{replica}', ingested_at)
PARTITION BY toYYYYMM(time)
ORDER BY (project_id, time, log_id)
SETTINGS index_granularity = 8192, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS logs ON CLUSTER 'main' AS logs_local
ENGINE = Distributed('main', 'hfao', logs_local, cityHash64(project_id, log_id));

CREATE TABLE IF NOT EXISTS metric_points_local ON CLUSTER 'main' (
  `project_id` LowCardinality(String),
  `point_id` String CODEC(ZSTD(1)),
  `series_id` String CODEC(ZSTD(1)),
  `time` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  `start_time` Nullable(DateTime64(6, 'UTC')) CODEC(Delta(8), ZSTD(1)),
  `name` LowCardinality(String),
  `description` LowCardinality(Nullable(String)),
  `unit` LowCardinality(Nullable(String)),
  `type` LowCardinality(String),
  `temporality` LowCardinality(Nullable(String)),
  `is_monotonic` Nullable(Bool) CODEC(ZSTD(1)),
  `value` Nullable(Float64) CODEC(ZSTD(1)),
  `count` Nullable(Int64) CODEC(T64, ZSTD(1)),
  `sum` Nullable(Float64) CODEC(ZSTD(1)),
  `min` Nullable(Float64) CODEC(ZSTD(1)),
  `max` Nullable(Float64) CODEC(ZSTD(1)),
  `buckets` Nullable(String) CODEC(ZSTD(1)),
  `exemplars` Nullable(String) CODEC(ZSTD(1)),
  `service_name` LowCardinality(Nullable(String)),
  `scope_name` LowCardinality(Nullable(String)),
  `attributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  `measure` LowCardinality(Nullable(String)),
  `token_type` LowCardinality(Nullable(String)),
  `model` LowCardinality(Nullable(String)),
  `provider` LowCardinality(Nullable(String)),
  `session_id` Nullable(String) CODEC(ZSTD(1)),
  `user_id` Nullable(String) CODEC(ZSTD(1)),
  `ingested_at` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1))
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/metric_points_local', '{replica}', ingested_at)
PARTITION BY toYYYYMM(time)
ORDER BY (project_id, name, time, point_id)
SETTINGS index_granularity = 8192, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS metric_points ON CLUSTER 'main' AS metric_points_local
ENGINE = Distributed('main', 'hfao', metric_points_local, cityHash64(project_id, series_id));

CREATE TABLE IF NOT EXISTS positions_local ON CLUSTER 'main' (
  `writer` String,
  `position` UInt64
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/positions_local', '{replica}', position)
ORDER BY (writer)
SETTINGS index_granularity = 8192, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS positions ON CLUSTER 'main' AS positions_local
ENGINE = Distributed('main', 'hfao', positions_local, cityHash64(writer));

CREATE TABLE IF NOT EXISTS observation_costs_local ON CLUSTER 'main' (
  `project_id` LowCardinality(String),
  `trace_id` String CODEC(ZSTD(1)),
  `observation_id` String CODEC(ZSTD(1)),
  `session_id` Nullable(String) CODEC(ZSTD(1)),
  `user_id` Nullable(String) CODEC(ZSTD(1)),
  `environment` LowCardinality(Nullable(String)),
  `start_time` DateTime64(6, 'UTC') CODEC(Delta(8), ZSTD(1)),
  `model` LowCardinality(Nullable(String)),
  `provider` LowCardinality(Nullable(String)),
  `input_tokens` Nullable(Int64) CODEC(T64, ZSTD(1)),
  `output_tokens` Nullable(Int64) CODEC(T64, ZSTD(1)),
  `cache_read_tokens` Nullable(Int64) CODEC(T64, ZSTD(1)),
  `cache_creation_tokens` Nullable(Int64) CODEC(T64, ZSTD(1)),
  `reasoning_tokens` Nullable(Int64) CODEC(T64, ZSTD(1)),
  `total_tokens` Nullable(Int64) CODEC(T64, ZSTD(1)),
  `usage_counted` Bool CODEC(ZSTD(1)),
  `input_cost_usd` Nullable(Float64) CODEC(ZSTD(1)),
  `output_cost_usd` Nullable(Float64) CODEC(ZSTD(1)),
  `total_cost_usd` Nullable(Float64) CODEC(ZSTD(1)),
  `agent_name` LowCardinality(Nullable(String)),
  `prompt_name` LowCardinality(Nullable(String)),
  `prompt_version` LowCardinality(Nullable(String)),
  `row_version` UInt64 CODEC(T64, ZSTD(1)),
  `is_deleted` Bool CODEC(ZSTD(1))
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/observation_costs_local', '{replica}', row_version, is_deleted)
PARTITION BY toYYYYMM(start_time)
ORDER BY (project_id, toDate32(start_time), trace_id, observation_id)
SETTINGS index_granularity = 8192, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS observation_costs ON CLUSTER 'main' AS observation_costs_local
ENGINE = Distributed('main', 'hfao', observation_costs_local, cityHash64(project_id, trace_id));

CREATE MATERIALIZED VIEW IF NOT EXISTS observation_costs_view ON CLUSTER 'main' TO observation_costs_local AS
SELECT project_id, trace_id, observation_id, session_id, user_id, environment, start_time, model, provider, input_tokens, output_tokens, cache_read_tokens, cache_creation_tokens, reasoning_tokens, total_tokens, usage_counted, input_cost_usd, output_cost_usd, total_cost_usd, agent_name, prompt_name, prompt_version, row_version, is_deleted FROM observations_local
WHERE row_version > 0 OR input_tokens IS NOT NULL OR output_tokens IS NOT NULL OR total_tokens IS NOT NULL OR total_cost_usd IS NOT NULL
  OR cache_read_tokens IS NOT NULL OR cache_creation_tokens IS NOT NULL OR reasoning_tokens IS NOT NULL OR input_cost_usd IS NOT NULL OR output_cost_usd IS NOT NULL;

CREATE TABLE IF NOT EXISTS hfao_deletions ON CLUSTER 'main' (`deletion_id` String, `place` UInt64, `entry` String CODEC(ZSTD(1)))
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/all/{database}/hfao_deletions', '{shard}-{replica}') ORDER BY (deletion_id, place)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

ALTER TABLE observations_local ON CLUSTER 'main' ADD INDEX IF NOT EXISTS words lower(replaceRegexpAll(replaceAll(replaceAll(concat(name, '\n', ifNull(ifNull(input, input_preview), ''), '\n', ifNull(ifNull(output, output_preview), ''), '\n', ifNull(status_message, '')), 'K', ' k212a '), 'ſ', ' s017f '), '[^\\x00-\\x7f]+', ' ')) TYPE tokenbf_v1(65536, 3, 0);

ALTER TABLE observations_local ON CLUSTER 'main' MATERIALIZE INDEX IF EXISTS words