import type { Dialect } from './dialect.js';

/** Google's Gemini CLI: the conventions, with operations of its own and the output as one message instead of a list. */
export const geminiCli: Dialect = {
  name: 'gemini_cli',
  ownsScope: (scopeName) => scopeName === 'gemini-cli',
  marks: ['gemini_cli.'],
  claims: [],
};
