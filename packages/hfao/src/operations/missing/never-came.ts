import { isoTime } from '../../model/time.js';
import { type Finding, type Question, wantedWords } from './finding.js';

/** What a sender does about each answer. */
const REMEDIES: Record<string, string> = {
  unsupported_media_type: 'Export OTLP over HTTP as protobuf or JSON: OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf, compression gzip or none.',
  too_large: 'Export smaller batches (OTEL_BSP_MAX_EXPORT_BATCH_SIZE=128), or raise HFAO_MAX_BODY_BYTES on the server.',
  backpressure: 'The buffer was nearly full; exporters try again by themselves. See hfao status and the disk of the server if it goes on.',
  overloaded: 'The buffer was full; exporters try again for a while and then drop. See hfao status and the disk of the server.',
  unavailable: 'The buffer could not be written (its disk or Redis). Exporters try again for a while and then drop.',
  undecodable: 'The body was no OTLP request. Check that the exporter speaks the protocol of the port: HTTP on 4318, gRPC on 4317.',
  invalid_input: 'See the message.',
  not_found: 'The path is wrong: OTEL_EXPORTER_OTLP_ENDPOINT is the base URL, the exporter adds /v1/traces itself.',
  forbidden: 'The project could not be made: send to one that exists.',
  unauthenticated: 'Give the exporter a token: OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer hfao_pat_….',
};

/** Whole requests that were answered with an error. They may have held anything. */
export function refusedRequests({ context: { ingestHealth, project }, since }: Question): Finding[] {
  const lately = ingestHealth(project).refused_requests.filter((it) => it.last_at >= isoTime(since));
  if (lately.length === 0) return [];
  return [{
    code: 'request_refused', likelihood: 'possible', what: 'Requests were refused as a whole lately; it may have been in one of them.',
    evidence: lately.slice(0, 5).map(({ code, count, last_at, example }) => `${count} × ${code}, last ${last_at}: ${example}`),
    what_to_do: [...new Set(lately.map(({ code }) => REMEDIES[code] ?? 'See the message.'))].join(' '),
  }];
}

/** Nothing like it came at all. */
export function neverReceived({ context: { ingest, ingestHealth, project }, wanted }: Question): Finding[] {
  const { received_spans, since, last_received_at } = ingestHealth(project);
  const { http, grpc } = ingest.endpoints();
  if (http === undefined) {
    return [{
      code: 'received_elsewhere', likelihood: 'possible', what: `Other processes take telemetry in and pass it on by Redis; ${wantedWords(wanted)} has not come out of it.`,
      evidence: [`since ${since} this process has not seen what they refused`],
      what_to_do: 'See hfao_ingest_refused_requests_total and hfao_ingest_rejected_spans_total in the /metrics of the receivers, and their log; check that the exporter sends to them, and that all processes have the same HFAO_REDIS_URL.',
    }];
  }
  const others = ingest.receivedFor().filter((it) => it !== project.slug);
  const nothing = received_spans === 0;
  return [{
    code: 'never_received', likelihood: nothing ? 'likely' : 'possible',
    what: nothing ? `No span of project "${project.slug}" was received since the server started.` : `Nothing like ${wantedWords(wanted)} was found in what was received.`,
    evidence: [
      `${received_spans} spans received since ${since}${last_received_at === null ? '' : `, last ${last_received_at}`}`,
      ...(others.length > 0 ? [`received for other projects: ${others.slice(0, 10).join(', ')}`] : []),
    ],
    what_to_do: `Check the exporter in the agent's process: OTEL_EXPORTER_OTLP_ENDPOINT=${http} OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf${grpc === undefined ? '' : ` (or ${grpc} with OTEL_EXPORTER_OTLP_PROTOCOL=grpc)`}, `
      + `OTEL_RESOURCE_ATTRIBUTES=hfao.project=${project.slug}, OTEL_TRACES_SAMPLER=parentbased_always_on, OTEL_SDK_DISABLED unset. A short process must flush before it ends (forceFlush or shutdown). A container reaches this machine by its host's name, not by 127.0.0.1. hfao doctor tests the way in.`,
  }];
}
