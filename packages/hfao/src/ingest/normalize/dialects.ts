import { a2a } from './a2a.js';
import { claudeCode } from './claude-code.js';
import { crewAi } from './crewai.js';
import type { Dialect } from './dialect.js';
import { genAi } from './gen-ai.js';
import { googleAdk } from './google-adk.js';
import { liveKit } from './livekit.js';
import { logfire } from './logfire.js';
import { mcp } from './mcp.js';
import { agentFramework, autogen, extensionsAi, semanticKernel } from './microsoft.js';
import { openInference } from './openinference.js';
import { plain } from './plain.js';
import { pydanticAi } from './pydantic-ai.js';
import { strands } from './strands.js';

/** In the order in which a span's dialect is named after the first that it speaks. A new dialect is one file and one line here. */
export const DIALECTS: readonly Dialect[] = [
  openInference, pydanticAi, googleAdk, strands, agentFramework, autogen, extensionsAi, semanticKernel, crewAi, liveKit, claudeCode, logfire, mcp, a2a, genAi, plain,
];
