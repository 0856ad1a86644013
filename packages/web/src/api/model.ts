/** The nouns as the views name them. */
import type {
  ExplainMappingResponse, ExplainMissingResponse, GetDeadLetterResponse, GetForwardingStatusResponse, GetOverviewResponse, GetProjectSettingsResponse, GetSessionResponse, GetTraceResponse, ListDeadLettersResponse, ListFacetsResponse, ListLogsResponse,
  ListTracesResponse, ListUsersResponse, OverviewBucket, ReplayDeadLetterResponse,
} from './schema';

export type { IngestHealth, Message, MessagePart, Observation, ObservationType, Project, Score, SearchHit, TraceSummary } from './schema';
export type TracePage = ListTracesResponse;
export type Session = GetSessionResponse['session'];
export type User = ListUsersResponse['users'][number];
export type Trace = GetTraceResponse;
export type Overview = GetOverviewResponse;
export type Bucket = OverviewBucket;
export type Facets = ListFacetsResponse;
export type DeadLetters = ListDeadLettersResponse;
export type DeadLetter = DeadLetters['dead_letters'][number];
export type OpenedLetter = GetDeadLetterResponse;
export type Replayed = ReplayDeadLetterResponse;
export type ForwardingStatus = GetForwardingStatusResponse['rules'][number];
export type ProjectSettings = GetProjectSettingsResponse['settings'];
export type Finding = ExplainMissingResponse['findings'][number];
export type MappingExplanation = ExplainMappingResponse;
export type LogPage = ListLogsResponse;
export type LogEntry = LogPage['logs'][number];
