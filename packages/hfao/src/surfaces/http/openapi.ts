import { z } from 'zod';
import { CausalEdge } from '../../model/causal-edge.js';
import { IngestHealth } from '../../model/ingest-health.js';
import { Message, MessagePart } from '../../model/message.js';
import { CostSource, Level, Observation, ObservationType, RetrievedDocument, SpanEvent, SpanLink, Status, ToolCall } from '../../model/observation.js';
import { Project } from '../../model/project.js';
import { Score } from '../../model/score.js';
import { TraceSummary } from '../../model/trace.js';
import { operations } from '../../operations/all.js';
import type { Operation } from '../../operations/operation.js';
import { OverviewBucket, Totals } from '../../operations/overview.js';
import { SearchHit } from '../../operations/search.js';
import { LIVE_PATH } from './live-route.js';

type JsonSchema = Record<string, unknown>;

/** The nouns, which stand once under components and are referred to. */
const NOUNS = {
  Project, TraceSummary, Observation, ObservationType, Status, Level, CostSource, ToolCall, RetrievedDocument, SpanEvent, SpanLink,
  Message, MessagePart, Score, CausalEdge, IngestHealth, SearchHit, Totals, OverviewBucket,
} satisfies Record<string, z.ZodType>;

/** OpenAPI 3.1 of the REST surface, made from the operations. `packages/hfao/openapi.json` is this, written by `node scripts/openapi.mjs`. */
export function openApiDocument(version: string): JsonSchema {
  const paths: Record<string, JsonSchema> = {};
  for (const operation of operations) {
    const [method, url] = operation.http;
    (paths[templated(url)] ??= {})[method.toLowerCase()] = endpoint(operation);
  }
  paths[templated(LIVE_PATH)] = { get: LIVE_ENDPOINT };
  return {
    openapi: '3.1.0',
    info: {
      title: 'hfao', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description: 'Observability for AI agents. Times are UTC in ISO 8601 with microseconds; lists page by cursor. Traces arrive by OTLP/HTTP at /v1/traces; MCP is at /mcp.',
    },
    paths,
    components: {
      schemas: { ...nounSchemas(), Error: ERROR_SCHEMA },
      responses: { Error: { description: 'What was wrong and what to do.', content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } } },
    },
  };
}

function endpoint(operation: Operation): JsonSchema {
  const errors: Record<number, string> = { 400: 'invalid_input: a parameter is wrong or unknown; `field` names it' };
  if ('project' in operation.input.shape) errors[404] = 'not_found: no such project, trace or observation';
  errors[503] = 'overloaded or unavailable: try again after Retry-After seconds';
  errors[504] = 'deadline_exceeded: narrow the query';
  const body = requestBody(operation);
  return {
    operationId: operation.name, summary: operation.summary, description: operation.description,
    parameters: parameters(operation),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: {
      200: { description: 'The result.', content: { 'application/json': { schema: outputSchema(operation) } } },
      ...Object.fromEntries(Object.entries(errors).map(([status, description]) => [status, { description, content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } }])),
      default: { $ref: '#/components/responses/Error' },
    },
  };
}

function parameters(operation: Operation): JsonSchema[] {
  const { properties, required, inPath } = inputParts(operation);
  const wanted = operation.http[0] === 'GET' || operation.http[0] === 'DELETE' ? Object.keys(properties) : [...inPath];
  return wanted.map((name) => {
    const { description, ...schema } = properties[name];
    const place = inPath.has(name) ? 'path' : 'query';
    return { name, in: place, required: place === 'path' || required.has(name), ...(description === undefined ? {} : { description }), schema };
  });
}

function requestBody(operation: Operation): JsonSchema | undefined {
  if (operation.http[0] === 'GET' || operation.http[0] === 'DELETE') return undefined;
  const { properties, required, inPath } = inputParts(operation);
  const names = Object.keys(properties).filter((it) => !inPath.has(it));
  const schema = { type: 'object', properties: Object.fromEntries(names.map((it) => [it, properties[it]])), required: names.filter((it) => required.has(it)), additionalProperties: false };
  return { required: true, content: { 'application/json': { schema } } };
}

function inputParts(operation: Operation) {
  const schema = z.toJSONSchema(operation.input, { io: 'input', override: plain }) as { properties?: Record<string, JsonSchema>; required?: string[] };
  const inPath = new Set([...operation.http[1].matchAll(/:(\w+)/g)].map((it) => it[1]));
  return { properties: schema.properties ?? {}, required: new Set(schema.required), inPath };
}

function outputSchema(operation: Operation): JsonSchema {
  return referring(z.toJSONSchema(operation.output, { metadata: nounRegistry(), override: open }));
}

function nounSchemas(): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(nounRegistry(), { uri: (id) => `#/components/schemas/${id}`, override: open }) as { schemas: Record<string, JsonSchema> };
  return Object.fromEntries(Object.keys(NOUNS).map((name) => [name, referring(schemas[name])]));
}

function nounRegistry() {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(NOUNS)) registry.add(schema, { id });
  return registry;
}

/** Definitions stand under components, once for the document. */
function referring(schema: JsonSchema): JsonSchema {
  const { $defs: _, $schema: __, $id: ___, id: ____, ...rest } = schema;
  return JSON.parse(JSON.stringify(rest).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema;
}

interface ZodToJson { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }

/** Leaves out what zod says of every integer and every map. */
function plain({ jsonSchema, zodSchema }: ZodToJson): void {
  const description = z.globalRegistry.get(zodSchema as unknown as z.ZodType)?.description;
  if (description !== undefined && jsonSchema.$ref === undefined) jsonSchema.description = description;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  delete jsonSchema.propertyNames;
}

/** Answers may gain fields later, so their schemas do not forbid more. */
function open(context: ZodToJson): void {
  plain(context);
  if (context.jsonSchema.additionalProperties === false) delete context.jsonSchema.additionalProperties;
}

const templated = (url: string) => url.replace(/:(\w+)/g, '{$1}');

const ERROR_SCHEMA = {
  type: 'object',
  properties: {
    error: {
      type: 'object',
      properties: {
        code: { type: 'string', description: 'stable: invalid_input, not_found, forbidden, overloaded, deadline_exceeded, internal, …' },
        message: { type: 'string', description: 'what was wrong and what to do' },
        field: { type: 'string', description: 'the parameter at fault' },
      },
      required: ['code', 'message'],
    },
  },
  required: ['error'],
};

const LIVE_ENDPOINT = {
  operationId: 'live',
  summary: 'Server-sent events: which traces have just been stored.',
  description: 'Event `stored` with data `{"trace_ids": […]}` as soon as queries see the traces; a comment every 15 s keeps the connection.',
  parameters: [{ name: 'project', in: 'path', required: true, schema: { type: 'string' } }],
  responses: {
    200: { description: 'The stream.', content: { 'text/event-stream': { schema: { type: 'string' } } } },
    404: { description: 'not_found: no such project', content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
    default: { $ref: '#/components/responses/Error' },
  },
};
