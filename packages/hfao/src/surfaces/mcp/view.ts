import type { z } from 'zod';

/** How the answer of one operation is given to a model: shorter than over REST, and within a budget. */
export interface View {
  /** Arguments that the tool has besides the operation's own. */
  extra?: z.ZodRawShape;
  /** The shape of the tool's structured content. `notes` is added to each. */
  output: z.ZodObject;
  /** @throws Failure where the operation does */
  present(call: Call): Promise<Presented>;
}

export interface Call {
  /** The operation's arguments, as they came. */
  input: Record<string, unknown>;
  /** The view's own arguments, checked. */
  extra: Record<string, unknown>;
  /** What `structured` and `text` may each hold. */
  maxChars: number;
  run: (input: Record<string, unknown>) => Promise<Record<string, unknown>>;
}

export interface Presented {
  structured: Record<string, unknown>;
  text: string;
  /** What was left out and how to get it. */
  notes: string[];
}
