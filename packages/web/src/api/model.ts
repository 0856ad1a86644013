/** The nouns as the views name them. */
import type { GetOverviewResponse, GetTraceResponse, ListFacetsResponse, ListTracesResponse, OverviewBucket } from './schema';

export type { IngestHealth, Message, MessagePart, Observation, ObservationType, Project, Score, TraceSummary } from './schema';
export type TracePage = ListTracesResponse;
export type Trace = GetTraceResponse;
export type Overview = GetOverviewResponse;
export type Bucket = OverviewBucket;
export type Facets = ListFacetsResponse;
