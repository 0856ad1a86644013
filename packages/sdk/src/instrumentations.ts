import { diag, type TracerProvider } from '@opentelemetry/api';
import { guarded } from './guard.js';
import { esmCopy, loadedCopy, requireFromHost } from './host-modules.js';

/** What we use of an OpenTelemetry instrumentation, whichever version of the interface it implements. */
export interface Instrumentation {
  enable?(): void;
  setTracerProvider?(provider: TracerProvider): void;
  /** OpenInference and Traceloop: instruments a module that is already imported. */
  manuallyInstrument?(module: never): void;
}

interface Library {
  /** The key in `init({ instrument })`. */
  name: string;
  /** What the host imports. */
  module: string;
  /** Packages that instrument it, the best first: OpenInference, OpenTelemetry, OpenLLMetry. */
  instrumentedBy: readonly string[];
}

const openInference = (name: string) => `@arizeai/openinference-instrumentation-${name}`;
const openTelemetry = (name: string) => `@opentelemetry/instrumentation-${name}`;
const openLlmetry = (name: string) => `@traceloop/instrumentation-${name}`;

const LIBRARIES: readonly Library[] = [
  { name: 'openai', module: 'openai', instrumentedBy: [openInference('openai'), openTelemetry('openai'), openLlmetry('openai')] },
  { name: 'anthropic', module: '@anthropic-ai/sdk', instrumentedBy: [openInference('anthropic'), openTelemetry('anthropic'), openLlmetry('anthropic')] },
  { name: 'langchain', module: '@langchain/core/callbacks/manager', instrumentedBy: [openInference('langchain'), openLlmetry('langchain')] },
  { name: 'bedrock', module: '@aws-sdk/client-bedrock-runtime', instrumentedBy: [openInference('bedrock'), openLlmetry('bedrock')] },
  { name: 'bedrock-agent-runtime', module: '@aws-sdk/client-bedrock-agent-runtime', instrumentedBy: [openInference('bedrock-agent-runtime')] },
  { name: 'beeai', module: 'beeai-framework', instrumentedBy: [openInference('beeai')] },
  { name: 'vertexai', module: '@google-cloud/vertexai', instrumentedBy: [openLlmetry('vertexai')] },
  { name: 'google-genai', module: '@google/genai', instrumentedBy: [openInference('google-genai'), openTelemetry('google-genai'), openLlmetry('google-generativeai')] },
  { name: 'cohere', module: 'cohere-ai', instrumentedBy: [openLlmetry('cohere')] },
  { name: 'together', module: 'together-ai', instrumentedBy: [openLlmetry('together')] },
  { name: 'llamaindex', module: 'llamaindex', instrumentedBy: [openLlmetry('llamaindex')] },
  { name: 'mcp', module: '@modelcontextprotocol/sdk', instrumentedBy: [openInference('mcp'), openLlmetry('mcp')] },
];

export interface InstrumentOptions {
  found: boolean;
  given: readonly Instrumentation[];
  modules: Readonly<Record<string, unknown>>;
  /** Set when the spans must go to this provider and not to the global one. */
  provider: TracerProvider | undefined;
  /** True beside a set-up of the host: then only OpenInference, which notices a library that is instrumented already. */
  cautious: boolean;
}

/**
 * Enables the instrumentations that the host has installed, one for each library, and those that were given.
 * An import that came before us is instrumented all the same, in CommonJS and in ESM (host-modules.ts).
 * @returns the packages that were enabled
 */
export function instrument(options: InstrumentOptions): string[] {
  for (const it of options.given) guarded('enabling a given instrumentation', () => enable(it, options.provider), undefined);
  const enabled: string[] = [];
  for (const library of LIBRARIES) {
    const wanted = options.modules[library.name];
    if (!options.found && wanted === undefined) continue;
    const packages = options.cautious ? library.instrumentedBy.filter((it) => it.startsWith('@arizeai/')) : library.instrumentedBy;
    const used = guarded(`instrumenting ${library.name}`, () => instrumentLibrary(library, packages, wanted, options.provider), undefined);
    if (used !== undefined) enabled.push(used);
    else if (wanted !== undefined) diag.warn(`hfao: ${library.name} was given to instrument, but none of ${packages.join(', ')} is installed`);
  }
  return enabled;
}

function instrumentLibrary(library: Library, packages: readonly string[], given: unknown, provider: TracerProvider | undefined): string | undefined {
  for (const name of packages) {
    const Class = instrumentationClass(requireFromHost(name));
    if (Class === undefined) continue;
    const instrumentation = new Class();
    enable(instrumentation, provider);
    for (const module of given === undefined ? [loadedCopy(library.module), esmCopy(library.module)] : [given]) {
      if (module !== undefined) guarded(`instrumenting ${library.name}`, () => instrumentation.manuallyInstrument?.(writable(module) as never), undefined);
    }
    return name;
  }
  return undefined;
}

function enable(instrumentation: Instrumentation, provider: TracerProvider | undefined): void {
  if (provider !== undefined) instrumentation.setTracerProvider?.(provider);
  instrumentation.enable?.();
}

type InstrumentationClass = new () => Instrumentation;

/** Every such package exports one class whose name ends in Instrumentation. */
function instrumentationClass(exports: unknown): InstrumentationClass | undefined {
  if (typeof exports !== 'object' || exports === null) return undefined;
  const found = Object.entries(exports).find(([name, it]) => name.endsWith('Instrumentation') && typeof it === 'function' && typeof it.prototype?.enable === 'function');
  return found?.[1] as InstrumentationClass | undefined;
}

/** An ESM namespace is frozen, and instrumentations leave a mark on what they are given; the classes inside are what counts. */
function writable(module: unknown): unknown {
  return Object.prototype.toString.call(module) === '[object Module]' ? { ...(module as object) } : module;
}
