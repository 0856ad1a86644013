import type { ObservationType } from '../model/observation.js';

/** A message of the story; the dialects write it each in their own way. */
export interface StoryMessage {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content?: string;
  reasoning?: string;
  calls?: { id: string; name: string; arguments: unknown }[];
  /** Of a tool message: the call that it answers. */
  callId?: string;
}

export interface ModelCall {
  model: string;
  provider: 'anthropic' | 'openai' | 'google';
  messages: StoryMessage[];
  reply: StoryMessage;
  finish: 'stop' | 'tool_calls' | 'length' | 'error';
  temperature: number;
  maxTokens: number;
  usage: { input: number; cached: number; output: number; reasoning: number };
  /** As reported by the agent, in USD. */
  cost: { input: number; output: number };
  firstTokenMs: number;
  tools: { name: string; description: string; parameters: unknown }[];
  prompt?: { name: string; version: string; label: string };
}

export interface StoryScore {
  name: string;
  value: number;
  label: string;
  explanation: string;
}

/** One observation of the story, before a dialect has written it. */
export interface Step {
  spanId: string;
  parentSpanId: string | null;
  name: string;
  type: ObservationType;
  /** Milliseconds after the trace's start. */
  startMs: number;
  endMs: number;
  agent: string | undefined;
  input?: unknown;
  output?: unknown;
  error?: { type: string; message: string };
  call?: ModelCall;
  tool?: { name: string; callId: string; arguments: unknown; result?: unknown };
  documents?: { id: string; score: number; content: string; metadata: Record<string, unknown> }[];
  embedding?: { model: string; text: string; tokens: number; costUsd: number };
  handoff?: { from: string; to: string };
  scores?: StoryScore[];
  /** Something that happened within: a name, when, and what. */
  events?: { name: string; atMs: number; attributes: Record<string, string | number> }[];
  metadata?: Record<string, unknown>;
}

export interface StoryTrace {
  traceId: string;
  /** Milliseconds since 1970 of the beginning. */
  startMs: number;
  service: string;
  dialect: 'openinference' | 'gen-ai';
  environment: string;
  release: string;
  sessionId: string;
  userId: string;
  tags: string[];
  metadata: Record<string, unknown>;
  steps: Step[];
}
