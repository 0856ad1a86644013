/** The nouns as the views name them, cut out of the answers in which they come. */
import type { GetIngestHealthResponse, GetOverviewResponse, GetTraceResponse, ListFacetsResponse, ListProjectsResponse, ListTracesResponse } from './schema';

export type Project = ListProjectsResponse['projects'][number];
export type TracePage = ListTracesResponse;
export type TraceSummary = TracePage['traces'][number];
export type Trace = GetTraceResponse;
export type Observation = Trace['observations'][number];
export type ObservationType = Observation['type'];
export type Score = Trace['scores'][number];
export type Overview = GetOverviewResponse;
export type Bucket = Overview['buckets'][number];
export type Facets = ListFacetsResponse;
export type IngestHealth = GetIngestHealthResponse;

/** A conversation as `input` and `output` may hold it. Written by agents: every field is checked before use. */
export interface MessagePart {
  type: string;
  content?: unknown;
  id?: string | null;
  name?: string;
  arguments?: unknown;
  response?: unknown;
  modality?: string;
  mime_type?: string;
  uri?: string;
  file_id?: string;
  [key: string]: unknown;
}
export interface Message { role: string; parts: MessagePart[]; name?: string; finish_reason?: string }
