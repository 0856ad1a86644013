import type { Dialect } from './dialect.js';

/** JetBrains' Koog: messages as OpenLLMetry writes them, tool calls as a JSON list in their content; spans of its strategy's nodes. */
export const koog: Dialect = {
  name: 'koog',
  ownsScope: (scopeName) => scopeName.startsWith('ai.koog'),
  marks: ['koog.'],
  claims: [
    { field: 'input', key: 'koog.node.input' },
    { field: 'output', key: 'koog.node.output' },
  ],
};
