/** Where this server takes spans and MCP, as seen from this page. */
export interface Endpoints { otlp: string; mcp: string }

/**
 * On the usual port the usual neighbours; on any other port this very address, which takes everything.
 * @param origin of the page, such as http://127.0.0.1:7860
 */
export function endpointsOf(origin: string): Endpoints {
  const url = new URL(origin);
  if (url.port !== '7860') return { otlp: url.origin, mcp: `${url.origin}/mcp` };
  return { otlp: `${url.protocol}//${url.hostname}:4318`, mcp: `${url.protocol}//${url.hostname}:4319/mcp` };
}

export interface Snippet { title: string; code: string; note?: string }
export const LANGUAGES = ['TypeScript', 'Python', 'Any OTLP'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The lines to copy, step by step. They work as they are. */
export function snippetsFor(language: Language, project: string, otlp: string): Snippet[] {
  switch (language) {
    case 'TypeScript': return typescript(project, otlp);
    case 'Python': return python(project, otlp);
    case 'Any OTLP': return anyOtlp(project, otlp);
  }
}

function typescript(project: string, otlp: string): Snippet[] {
  const baseUrl = otlp === 'http://127.0.0.1:4318' ? '' : `, baseUrl: "${otlp}"`;
  return [
    { title: 'Install the SDK and the instrumentation of your model client', code: 'npm install @hfao/sdk @arizeai/openinference-instrumentation-openai', note: 'For others take their own: -anthropic, -langchain, -bedrock, -vercel. The SDK finds what is installed.' },
    { title: 'Start it before your agent', code: `import * as hfao from "@hfao/sdk";\n\n// finds OpenAI and instruments it\nhfao.init({ project: "${project}"${baseUrl} });` },
    { title: 'Run your agent', code: 'node agent.js' },
  ];
}

function python(project: string, otlp: string): Snippet[] {
  return [
    { title: 'Install OpenTelemetry and the instrumentation of your model client', code: 'pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http openinference-instrumentation-openai' },
    {
      title: 'Start it before your agent',
      code: `from openinference.instrumentation.openai import OpenAIInstrumentor
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider(resource=Resource({"hfao.project": "${project}"}))
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter("${otlp}/v1/traces")))
OpenAIInstrumentor().instrument(tracer_provider=provider)`,
    },
    { title: 'Run your agent', code: 'python agent.py' },
  ];
}

function anyOtlp(project: string, otlp: string): Snippet[] {
  return [
    { title: 'Send one span by hand', code: curl(project, otlp), note: 'Paste it into a shell. {} or {"partialSuccess":{}} is the answer when it is stored for good.' },
    { title: 'Or point any OpenTelemetry exporter here', code: `export OTEL_EXPORTER_OTLP_ENDPOINT="${otlp}"\nexport OTEL_EXPORTER_OTLP_PROTOCOL="http/protobuf"\nexport OTEL_RESOURCE_ATTRIBUTES="hfao.project=${project}"` },
  ];
}

function curl(project: string, otlp: string): string {
  return `curl -s ${otlp}/v1/traces \\
  -H "content-type: application/json" -d '{
  "resourceSpans": [{
    "resource": {"attributes": [{"key": "hfao.project", "value": {"stringValue": "${project}"}}]},
    "scopeSpans": [{"spans": [{
      "traceId": "'"$(openssl rand -hex 16)"'", "spanId": "'"$(openssl rand -hex 8)"'",
      "name": "hello", "startTimeUnixNano": "'"$(date +%s)"'000000000", "endTimeUnixNano": "'"$(date +%s)"'250000000",
      "attributes": [
        {"key": "openinference.span.kind", "value": {"stringValue": "AGENT"}},
        {"key": "input.value", "value": {"stringValue": "Is anybody there?"}},
        {"key": "output.value", "value": {"stringValue": "Yes."}}
      ]}]}]}]}'`;
}
