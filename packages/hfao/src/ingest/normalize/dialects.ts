import type { Dialect } from './dialect.js';
import { genAi } from './gen-ai.js';
import { googleAdk } from './google-adk.js';
import { logfire } from './logfire.js';
import { openInference } from './openinference.js';
import { plain } from './plain.js';

/** In the order in which a span's dialect is named after the first that it speaks. A new dialect is one file and one line here. */
export const DIALECTS: readonly Dialect[] = [openInference, logfire, googleAdk, genAi, plain];
