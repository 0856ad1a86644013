/** The price table's names for providers that have another in OpenTelemetry. */
const PROVIDERS: Record<string, string> = {
  'gcp.gemini': 'google', 'gcp.gen_ai': 'google', 'gcp.vertex_ai': 'google', 'aws.bedrock': 'aws', 'azure.ai.openai': 'azure', 'azure.ai.inference': 'azure',
  x_ai: 'x-ai', mistral_ai: 'mistral', moonshot_ai: 'moonshotai', fireworks_ai: 'fireworks', together_ai: 'together', bedrock: 'aws', vertex_ai: 'google', gemini: 'google',
};

/** Whoever runs the model at home pays nobody by the token. */
const AT_HOME = new Set(['ollama', 'vllm', 'lmstudio', 'lm_studio', 'lm-studio', 'llama.cpp', 'llama_cpp', 'llamacpp', 'llamafile', 'local', 'localhost', 'sglang', 'mlx', 'tgi', 'transformers']);

/** `us.anthropic.claude-…`, `amazon.nova-…` */
const OF_BEDROCK = /^(?:[a-z-]+\.)?(?:anthropic|amazon|meta|mistral|cohere|ai21|deepseek|openai|qwen|writer|stability)\.[a-z]/;

export interface Spelling { providerId: string | undefined; modelId: string }

/**
 * The names by which a model may stand in the price table, most trusted first: as the provider's own, without the prefixes of gateways,
 * then by the model's name alone.
 */
export function spellings(provider: string | null, model: string, isProvider: (name: string) => boolean): Spelling[] {
  const sender = provider?.toLowerCase();
  if (sender !== undefined && AT_HOME.has(sender)) return [];
  const named = sender === undefined ? undefined : PROVIDERS[sender] ?? sender;
  const providerId = named !== undefined && isProvider(named) ? named : undefined;
  const found: Spelling[] = [];
  for (const name of namesOf(model)) {
    const prefix = prefixOf(name, isProvider);
    if (prefix !== undefined && AT_HOME.has(prefix.prefix)) return [];
    if (providerId !== undefined) found.push({ providerId, modelId: name });
    if (providerId !== undefined && prefix !== undefined) found.push({ providerId, modelId: prefix.rest });
    if (prefix?.providerId !== undefined) found.push({ providerId: prefix.providerId, modelId: prefix.rest });
    if (OF_BEDROCK.test(prefix?.rest ?? name)) found.push({ providerId: 'aws', modelId: prefix?.rest ?? name });
    found.push({ providerId: undefined, modelId: name });
    if (prefix !== undefined) found.push({ providerId: undefined, modelId: prefix.rest });
  }
  return found;
}

/** The name as it came, an ARN's last part, and Vertex's `name@version` as others write it. */
function namesOf(model: string): string[] {
  const name = model.startsWith('arn:') ? model.slice(model.lastIndexOf('/') + 1) : model.startsWith('models/') ? model.slice('models/'.length) : model;
  return name.includes('@') ? [name, name.replace('@', '-')] : [name];
}

/** `openai/gpt-5-mini`, `openrouter/anthropic/claude-…`, `openai:gpt-4o` */
function prefixOf(name: string, isProvider: (name: string) => boolean): { prefix: string; providerId: string | undefined; rest: string } | undefined {
  const slash = name.indexOf('/');
  const colon = name.indexOf(':');
  const at = slash > 0 ? slash : colon;
  if (at <= 0 || at === name.length - 1) return undefined;
  const prefix = name.slice(0, at).toLowerCase();
  const vendor = PROVIDERS[prefix] ?? prefix;
  const providerId = isProvider(vendor) ? vendor : undefined;
  // Of Bedrock's and others' names a colon is a part.
  if (at === colon && !(/^[a-z_-]+$/.test(prefix) && (providerId !== undefined || AT_HOME.has(prefix)))) return undefined;
  return { prefix, providerId, rest: name.slice(at + 1) };
}
