import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { IngestMetrics } from '../../model/ingest-health.js';
import type { IngestLedgerView } from './deps.js';

type ProjectNumbers = IngestMetrics['projects'][number];

/** `/metrics` for Prometheus: the process, its requests, and what came in. */
export function registerMetrics(app: FastifyInstance, ledger: Pick<IngestLedgerView, 'metrics' | 'onBatch'>): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  countIngest(registry, () => ledger.metrics());
  timeBatches(registry, ledger);
  timeRequests(app, registry);
  app.get('/metrics', async (_, reply) => reply.header('content-type', registry.contentType).send(await registry.metrics()));
}

function countIngest(registry: Registry, metricsNow: IngestLedgerView['metrics']): void {
  const perProject = (name: string, help: string, numberOf: (project: ProjectNumbers) => number) => new Counter({
    name, help, labelNames: ['project'], registers: [registry],
    collect() {
      this.reset();
      for (const project of metricsNow().projects) this.inc({ project: project.project }, numberOf(project));
    },
  });
  perProject('hfao_ingest_received_spans_total', 'Spans received.', (it) => it.received_spans);
  perProject('hfao_ingest_accepted_spans_total', 'Spans acknowledged.', (it) => it.accepted_spans);
  perProject('hfao_ingest_rejected_spans_total', 'Spans refused one by one (partial success).', (it) => it.rejected_spans);
  perProject('hfao_ingest_stored_spans_total', 'Spans visible in queries.', (it) => it.stored_spans);
  perProject('hfao_bodies_offloaded_total', 'Large payloads and media moved out of spans to the store of bodies.', (it) => it.offloaded);

  new Counter({
    name: 'hfao_redactions_total', help: 'Personal data and secrets taken out of texts before they were stored, by kind.', labelNames: ['project', 'kind'], registers: [registry],
    collect() {
      this.reset();
      for (const { project, redactions = [] } of metricsNow().projects) for (const { kind, count } of redactions) this.inc({ project, kind }, count);
    },
  });
  perProject('hfao_ingest_received_log_records_total', 'Log records received.', (it) => it.received_log_records);
  perProject('hfao_ingest_rejected_log_records_total', 'Log records refused one by one (partial success).', (it) => it.rejected_log_records);
  perProject('hfao_ingest_received_data_points_total', 'Data points of metrics received.', (it) => it.received_data_points);
  perProject('hfao_ingest_rejected_data_points_total', 'Data points refused one by one (partial success).', (it) => it.rejected_data_points);

  new Counter({
    name: 'hfao_ingest_requests_total', help: 'OTLP requests received.', registers: [registry],
    collect() { this.reset(); this.inc(metricsNow().received_requests); },
  });
  new Counter({
    name: 'hfao_ingest_refused_requests_total', help: 'OTLP requests refused as a whole, by reason.', labelNames: ['code'], registers: [registry],
    collect() {
      this.reset();
      for (const { code, count } of metricsNow().refused_requests) this.inc({ code }, count);
    },
  });
  new Counter({
    name: 'hfao_ingest_backpressure_total', help: 'OTLP requests that were asked to slow down (429), by the project of requests that name none.', labelNames: ['project_id'], registers: [registry],
    collect() {
      this.reset();
      for (const { project_id, count } of metricsNow().backpressure) this.inc({ project_id }, count);
    },
  });
  const gauge = (name: string, help: string, valueOf: (metrics: IngestMetrics) => number) => new Gauge({
    name, help, registers: [registry],
    collect() { this.set(valueOf(metricsNow())); },
  });
  gauge('hfao_ingest_pending_bytes', 'Acknowledged and logged, not yet visible.', (it) => it.pending_bytes);
  gauge('hfao_ingest_pending_age_seconds', 'Age of the oldest of these.', (it) => it.pending_age_ms / 1000);
  gauge('hfao_ingest_dead_letters', 'Requests set aside because they could not be stored.', (it) => it.dead_letters);
}

function timeBatches(registry: Registry, { onBatch }: Pick<IngestLedgerView, 'onBatch'>): void {
  if (onBatch === undefined) return;   // this process writes to no store
  const seconds = new Histogram({
    name: 'hfao_store_write_seconds', help: 'Time until a batch was stored, retries included.', registers: [registry],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  });
  const items = new Histogram({
    name: 'hfao_store_batch_items', help: 'Observations, scores, log records and data points in a batch.', registers: [registry],
    buckets: [1, 10, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 20_000],
  });
  onBatch((batch) => {
    seconds.observe(batch.seconds);
    items.observe(batch.items);
  });
}

function timeRequests(app: FastifyInstance, registry: Registry): void {
  const seconds = new Histogram({
    name: 'hfao_http_request_seconds', help: 'Time to answer, by route.', labelNames: ['method', 'route', 'status'], registers: [registry],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });
  app.addHook('onResponse', async (request, reply) => {
    seconds.observe({ method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode }, reply.elapsedTime / 1000);
  });
}
