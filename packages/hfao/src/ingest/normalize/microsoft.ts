import type { Dialect } from './dialect.js';

/**
 * Microsoft Agent Framework: the conventions' names, with its own name as the provider of agents, and workflows (`workflow.run`,
 * `executor.process`, `edge_group.process`, `message.send`), which are plain steps.
 */
export const agentFramework: Dialect = {
  name: 'ms_agent_framework',
  ownsScope: (scopeName) => scopeName.startsWith('agent_framework') || scopeName.startsWith('Experimental.Microsoft.Agents') || scopeName.startsWith('Microsoft.Agents'),
  marks: ['executor.id', 'workflow.id', 'edge_group.'],
  claims: [],
};

/** AutoGen, by the conventions' names. */
export const autogen: Dialect = {
  name: 'autogen',
  ownsScope: (scopeName) => scopeName.startsWith('autogen'),
  marks: [],
  spanNames: ['autogen '],
  claims: [],
};

/** Microsoft.Extensions.AI: the conventions' names. `orchestrate_tools` is a step with the sum of its calls' usage and no operation. */
export const extensionsAi: Dialect = {
  name: 'ms_extensions_ai',
  ownsScope: (scopeName) => scopeName.startsWith('Experimental.Microsoft.Extensions.AI') || scopeName.startsWith('Microsoft.Extensions.AI'),
  marks: [],
  claims: [],
};

/** Semantic Kernel: early names for tokens; content as span events. */
export const semanticKernel: Dialect = {
  name: 'semantic_kernel',
  ownsScope: (scopeName) => scopeName.startsWith('Microsoft.SemanticKernel') || scopeName.startsWith('semantic_kernel'),
  marks: [],
  claims: [
    { field: 'input_tokens', key: 'gen_ai.response.prompt_tokens' },
    { field: 'output_tokens', key: 'gen_ai.response.completion_tokens' },
    { field: 'tool_arguments', key: 'sk.function.arguments', own: true },
    { field: 'tool_result', key: 'sk.function.result', own: true },
  ],
};
