import type { Step, StoryTrace } from './step.js';

/** An attribute before it is written: undefined is left out. */
export type Value = string | number | boolean | string[] | undefined;
export type Attributes = Record<string, Value>;

/** A number that OTLP carries as a double even where it is whole. */
export class Double {
  constructor(readonly value: number) {}
}

export interface DialectSpan {
  /** The span's name in this convention. */
  name: string;
  attributes: Record<string, Value | Double>;
  events?: { name: string; atMs: number; attributes: Attributes }[];
}

export interface Dialect {
  scope: { name: string; version: string };
  write(step: Step, trace: StoryTrace): DialectSpan;
}
