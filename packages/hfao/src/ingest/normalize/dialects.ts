import { a2a } from './a2a.js';
import { agentops } from './agentops.js';
import { claudeCode } from './claude-code.js';
import { codex } from './codex.js';
import { crewAi } from './crewai.js';
import type { Dialect } from './dialect.js';
import { geminiCli } from './gemini-cli.js';
import { genAi } from './gen-ai.js';
import { genkit } from './genkit.js';
import { googleAdk } from './google-adk.js';
import { koog } from './koog.js';
import { laminar } from './laminar.js';
import { langfuse } from './langfuse.js';
import { langsmith } from './langsmith.js';
import { langwatch } from './langwatch.js';
import { litellm } from './litellm.js';
import { liveKit } from './livekit.js';
import { logfire } from './logfire.js';
import { mastra } from './mastra.js';
import { mcp } from './mcp.js';
import { agentFramework, autogen, extensionsAi, semanticKernel } from './microsoft.js';
import { mlflow } from './mlflow.js';
import { openInference } from './openinference.js';
import { openlit } from './openlit.js';
import { openllmetry } from './openllmetry.js';
import { plain } from './plain.js';
import { pydanticAi } from './pydantic-ai.js';
import { springAi } from './spring-ai.js';
import { strands } from './strands.js';
import { vercelAi } from './vercel-ai.js';

/** In the order in which a span's dialect is named after the first that it speaks. A new dialect is one file and one line here. */
export const DIALECTS: readonly Dialect[] = [
  langfuse, langsmith, vercelAi, mastra, genkit, langwatch, laminar, mlflow, koog, geminiCli, codex, litellm, agentops,
  openInference, openllmetry, openlit, springAi, pydanticAi, googleAdk, strands, agentFramework, autogen, extensionsAi, semanticKernel, crewAi, liveKit, claudeCode, logfire, mcp, a2a, genAi, plain,
];
