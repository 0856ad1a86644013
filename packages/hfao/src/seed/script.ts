import { idOf, randomOf, type Random } from './random.js';
import type { ModelCall, Step } from './step.js';

type Told = Omit<Step, 'spanId' | 'parentSpanId' | 'startMs' | 'endMs' | 'agent' | 'name' | 'type'>;

/** Writes one trace step by step: a cursor in time and a stack of open steps. */
export class Script {
  readonly steps: Step[] = [];
  readonly random: Random;
  #atMs = 0;
  #open: Step[] = [];

  constructor(readonly traceId: string) {
    this.random = randomOf('script', traceId);
  }

  get atMs(): number { return this.#atMs; }

  /** Time in which nothing is recorded. */
  pause(ms: number): void {
    this.#atMs += Math.round(ms);
  }

  /** A step that lasts as long as what happens inside. Its `told` may depend on that, so it is given by `fn`. */
  around(type: Step['type'], name: string, fn: (step: Step) => Told | void): Step {
    const step = this.#begin(type, name);
    this.#open.push(step);
    this.pause(this.random.between(4, 20));
    Object.assign(step, fn(step));
    this.pause(this.random.between(4, 20));
    this.#open.pop();
    step.endMs = this.#atMs;
    return step;
  }

  /** A step without steps inside. */
  leaf(type: Step['type'], name: string, ms: number, told: Told = {}): Step {
    const step = Object.assign(this.#begin(type, name), told);
    this.pause(this.random.about(ms));
    step.endMs = this.#atMs;
    this.pause(this.random.between(2, 15));
    return step;
  }

  /** An id that a model or a service would have made. */
  id(prefix: string): string {
    return `${prefix}${idOf(16, this.traceId, prefix, this.steps.length).slice(0, 20)}`;
  }

  #begin(type: Step['type'], name: string): Step {
    const parent = this.#open.at(-1);
    const step: Step = {
      spanId: idOf(8, this.traceId, this.steps.length), parentSpanId: parent?.spanId ?? null, name, type,
      startMs: this.#atMs, endMs: this.#atMs, agent: type === 'AGENT' ? name : parent?.agent,
    };
    this.steps.push(step);
    return step;
  }
}

/** USD for a million tokens: input, cached input, output. What the agents of the story report as their cost. */
const PRICES: Record<string, { provider: ModelCall['provider']; usd: readonly [number, number, number] }> = {
  'claude-sonnet-4-5': { provider: 'anthropic', usd: [3, 0.3, 15] },
  'claude-haiku-4-5': { provider: 'anthropic', usd: [1, 0.1, 5] },
  'gpt-4.1-mini': { provider: 'openai', usd: [0.4, 0.1, 1.6] },
  'gemini-2.5-flash': { provider: 'google', usd: [0.3, 0.075, 2.5] },
};

type CallTold = Pick<ModelCall, 'model' | 'messages' | 'reply'> & Partial<Pick<ModelCall, 'finish' | 'temperature' | 'maxTokens' | 'tools' | 'prompt'>> & {
  /** Tokens: input, cached, output and, where it thinks, reasoning. */
  tokens: readonly [number, number, number, number?];
};

/** A model call of about `ms`, with usage about as told and the cost that follows from it. */
export function generation(script: Script, name: string, ms: number, told: CallTold, error?: Step['error']): Step {
  const { random } = script;
  const { provider, usd } = PRICES[told.model];
  const input = random.about(told.tokens[0], 0.06);
  const cached = Math.min(Math.round((told.tokens[1] / told.tokens[0]) * input / 64) * 64, input);
  const output = error === undefined ? random.about(told.tokens[2], 0.2) : 0;
  const reasoning = told.tokens[3] === undefined ? 0 : Math.min(random.about(told.tokens[3]), output);
  const call: ModelCall = {
    provider, finish: told.reply.calls === undefined ? 'stop' : 'tool_calls', temperature: 0.2, maxTokens: 1024, tools: [], ...told,
    usage: error === undefined ? { input, cached, output, reasoning } : { input: 0, cached: 0, output: 0, reasoning: 0 },
    cost: error === undefined ? { input: ((input - cached) * usd[0] + cached * usd[1]) / 1e6, output: (output * usd[2]) / 1e6 } : { input: 0, output: 0 },
    firstTokenMs: Math.round(ms * random.between(0.2, 0.35)),
  };
  return script.leaf('GENERATION', name, ms, error === undefined ? { call } : { call: { ...call, finish: 'error' }, error });
}
