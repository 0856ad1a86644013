import { z } from 'zod';
import { TraceId } from '../model/observation.js';
import { Failure } from '../runtime/errors.js';
import { wholeRow } from './whole-row.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';

const MAX_SPANS = 10_000;
/** Of what is put back from the body store. */
const MAX_INLINE_BYTES = 64 * 1024 * 1024;

export const exportTrace = operation({
  name: 'export_trace',
  http: ['GET', '/api/v1/projects/:project/traces/:trace_id/export'],
  scope: 'traces:read',
  summary: 'One trace as an OTLP request, in OTel GenAI or OpenInference terms, to send to any other backend.',
  description: 'An ExportTraceServiceRequest as any OTLP endpoint takes it at /v1/traces: as JSON in `otlp`, or as protobuf in `otlp_base64`. What a convention has no word for is said in the other\'s, '
    + 'or under hfao.*. Large payloads are put back; bodies=reference leaves the references.',
  untrusted: true,
  input: z.strictObject({
    project: ProjectRef,
    trace_id: TraceId,
    convention: z.enum(['otel_genai', 'openinference']).default('otel_genai'),
    format: z.enum(['json', 'protobuf']).default('json'),
    bodies: z.enum(['inline', 'reference']).default('inline').describe('payloads and media that are kept beside the observations'),
  }),
  output: z.object({
    trace_id: TraceId,
    spans: z.number().int(),
    truncated: z.boolean().describe(`true when the trace has more than ${MAX_SPANS} spans; the earliest are given`),
    otlp: z.record(z.string(), z.unknown()).optional(),
    otlp_base64: z.string().optional(),
  }),
  async run({ store, bodies, project }, { trace_id, convention, format, bodies: wanted }) {
    const rows = await store.observationsOfTrace(project.id, trace_id, { payloads: true, limit: MAX_SPANS + 1 });
    if (rows.length === 0) throw new Failure('not_found', `No trace ${trace_id} in project "${project.slug}".`, { field: 'trace_id' });
    // Loaded when somebody exports: the serializers take their time.
    const { exportRequest, rowToOpenInference, rowToSpan } = await encoders();
    const budget = { bytes: MAX_INLINE_BYTES };
    const records = [];
    for (const row of rows.slice(0, MAX_SPANS)) {
      const whole = wanted === 'inline' ? await wholeRow(row, bodies, budget) : row;
      records.push(convention === 'openinference' ? rowToOpenInference(whole) : rowToSpan(whole));
    }
    const bytes = Buffer.from(exportRequest(records, format));
    const otlp = format === 'json' ? { otlp: JSON.parse(bytes.toString()) as Record<string, unknown> } : { otlp_base64: bytes.toString('base64') };
    return { trace_id, spans: records.length, truncated: rows.length > MAX_SPANS, ...otlp };
  },
});

async function encoders() {
  const [request, openInference, genAi] = await Promise.all([
    import('../ingest/encode/export-request.js'), import('../ingest/encode/to-openinference.js'), import('../ingest/encode/row-to-span.js'),
  ]);
  return { ...request, ...openInference, ...genAi };
}
