import type { Attributes } from '@opentelemetry/api';
import type { Instrumentation } from './instrumentations.js';

export interface InitOptions {
  /** The project that the traces belong to. Default: HFAO_PROJECT, else the server's default project. */
  project?: string;
  /** Where hfao listens. Default: HFAO_BASE_URL, then OTEL_EXPORTER_OTLP_(TRACES_)ENDPOINT, then http://127.0.0.1:4318. */
  baseUrl?: string;
  /** Sent as a bearer token. Default: HFAO_API_KEY. */
  apiKey?: string;
  /** Default: OTEL_SERVICE_NAME, then the project. */
  serviceName?: string;
  /** Such as production or staging. Default: HFAO_ENVIRONMENT. */
  environment?: string;
  /** The version of the agent. */
  release?: string;
  /** Instrumentations to enable besides those that are found; `false`: look for none. */
  instrumentations?: readonly Instrumentation[] | false;
  /** Modules already imported, by library: `{ openai: OpenAI }`. For bundles, where they cannot be found. */
  instrument?: Readonly<Record<string, unknown>>;
  /** True: nothing is recorded and nothing is sent. Also: OTEL_SDK_DISABLED=true, OTEL_TRACES_EXPORTER=none. */
  disabled?: boolean;
}

/** What `init` was told, by its options first and the environment second. */
export interface Settings {
  /** Absent: the OTEL_* variables decide, then the default. */
  url: string | undefined;
  apiKey: string | undefined;
  serviceName: string | undefined;
  /** Laid over the resource of every exported span. */
  resource: Attributes;
}

const DEFAULT_BASE_URL = 'http://127.0.0.1:4318';

export function isDisabled(options: InitOptions, env: NodeJS.ProcessEnv): boolean {
  return options.disabled ?? (/^true$/i.test(env.OTEL_SDK_DISABLED ?? '') || env.OTEL_TRACES_EXPORTER === 'none');
}

/** @throws Error when the base URL is not one */
export function readSettings(options: InitOptions, env: NodeJS.ProcessEnv): Settings {
  const project = options.project ?? set(env.HFAO_PROJECT);
  const environment = options.environment ?? set(env.HFAO_ENVIRONMENT);
  return {
    url: tracesUrl(options.baseUrl ?? set(env.HFAO_BASE_URL) ?? standardOr(env, DEFAULT_BASE_URL)),
    apiKey: options.apiKey ?? set(env.HFAO_API_KEY),
    serviceName: options.serviceName ?? set(env.OTEL_SERVICE_NAME) ?? (/\bservice\.name=/.test(env.OTEL_RESOURCE_ATTRIBUTES ?? '') ? undefined : project),
    resource: present({
      'hfao.project_id': project,
      'openinference.project.name': project,
      'service.name': options.serviceName,
      'service.version': options.release,
      'deployment.environment.name': environment,
    }),
  };
}

/** Undefined when the standard variables name an endpoint: the exporter's own configuration reads those. */
function standardOr(env: NodeJS.ProcessEnv, otherwise: string): string | undefined {
  return set(env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) ?? set(env.OTEL_EXPORTER_OTLP_ENDPOINT) ? undefined : otherwise;
}

function tracesUrl(baseUrl: string | undefined): string | undefined {
  if (baseUrl === undefined) return undefined;
  const base = baseUrl.replace(/\/+$/, '');
  const url = new URL(base.endsWith('/v1/traces') ? base : `${base}/v1/traces`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error(`baseUrl must begin with http:// or https://, not ${url.protocol}//`);
  return url.href;
}

/** An empty variable counts as unset, as OpenTelemetry reads its own. */
const set = (value: string | undefined) => (value === undefined || value.trim() === '' ? undefined : value.trim());

const present = (values: Record<string, string | undefined>): Attributes =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
