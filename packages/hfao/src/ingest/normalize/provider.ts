import type { AttributeValue } from '../../model/attribute-value.js';

/** What emitters write, lower-case, to the well-known values of gen_ai.provider.name (OTel GenAI semantic conventions). */
const WELL_KNOWN: Record<string, string> = {
  google: 'gcp.gen_ai', google_genai: 'gcp.gen_ai', 'google-genai': 'gcp.gen_ai', genai: 'gcp.gen_ai',
  gemini: 'gcp.gemini', 'google-gla': 'gcp.gemini', google_ai_studio: 'gcp.gemini', 'google.generative-ai': 'gcp.gemini',
  vertex_ai: 'gcp.vertex_ai', vertexai: 'gcp.vertex_ai', vertex: 'gcp.vertex_ai', 'google-vertex': 'gcp.vertex_ai', 'google.vertex': 'gcp.vertex_ai', google_vertexai: 'gcp.vertex_ai',
  azure: 'azure.ai.openai', azure_openai: 'azure.ai.openai', 'azure-openai': 'azure.ai.openai', 'az.ai.openai': 'azure.ai.openai',
  'az.ai.inference': 'azure.ai.inference', azure_ai: 'azure.ai.inference', 'azure-ai-inference': 'azure.ai.inference',
  aws: 'aws.bedrock', bedrock: 'aws.bedrock', aws_bedrock: 'aws.bedrock', 'amazon-bedrock': 'aws.bedrock', amazon_bedrock: 'aws.bedrock', amazon: 'aws.bedrock',
  mistral: 'mistral_ai', mistralai: 'mistral_ai', 'mistral-ai': 'mistral_ai',
  xai: 'x_ai', 'x-ai': 'x_ai', grok: 'x_ai',
  moonshot: 'moonshot_ai', moonshotai: 'moonshot_ai',
  'vertex.anthropic': 'gcp.vertex_ai', 'google.vertex.anthropic': 'gcp.vertex_ai', googleai: 'gcp.gemini', 'google-ai': 'gcp.gemini',
  watsonx: 'ibm.watsonx.ai', 'ibm-watsonx-ai': 'ibm.watsonx.ai', ibm: 'ibm.watsonx.ai',
};

/** Frameworks write themselves where the provider belongs. Who served the model is then unknown. */
const FRAMEWORKS = new Set([
  'strands-agents', 'langchain', 'langgraph', 'llamaindex', 'llama_index', 'haystack', 'crewai', 'autogen', 'ag2', 'semantic_kernel', 'semantic-kernel',
  'microsoft.agent_framework', 'gcp.vertex.agent', 'google_adk', 'pydantic_ai', 'pydantic-ai', 'smolagents', 'dspy', 'agno', 'beeai', 'mastra', 'vercel', 'openai_agents', 'openai-agents',
  'spring_ai', 'spring-ai', 'genkit', 'koog', 'mlflow', 'laminar', 'lmnr', 'langwatch', 'agentops', 'gemini-cli', 'codex',
  'litellm', 'langfuse', 'langsmith', 'traceloop', 'openlit', 'unknown', 'none', 'null',
]);

/** The AI SDK names the provider's API behind a dot: `openai.responses`, `anthropic.messages`, `google.vertex.chat`. */
const API = /(?<=.)\.(?:chat|responses|completions?|messages|embeddings?|text-?embedding|image|speech|transcription|reranking|language-?model)$/;

const known = new Map<string, string | undefined>();

/** The provider by its OTel name; undefined for a framework's name. */
export function providerName(value: AttributeValue): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  if (known.has(value)) return known.get(value);
  const lower = value.trim().toLowerCase().replace(API, '');
  const name = FRAMEWORKS.has(lower) ? undefined : (Object.hasOwn(WELL_KNOWN, lower) ? WELL_KNOWN[lower] : lower) || undefined;
  // Bounded: what arrives here comes from outside.
  if (known.size < 1000) known.set(value, name);
  return name;
}
