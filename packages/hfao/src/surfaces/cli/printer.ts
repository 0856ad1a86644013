import type { Command } from 'commander';
import type { GlobalOptions } from './api.js';
import { hostOf, type Output } from './host.js';

const STYLES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], cyan: [36, 39] } as const;
export type Style = keyof typeof STYLES;

/** Writes to stdout as its reader needs it: colours and the width of the window on a terminal, plain whole lines in a pipe. */
export class Printer {
  readonly #output: Output;
  readonly #colours: boolean;
  /** Columns that a line may take. */
  readonly width: number;

  constructor(output: Output) {
    this.#output = output;
    this.#colours = output.isTTY === true && output.hasColors?.() === true;
    this.width = output.isTTY === true ? (output.columns ?? 80) : Infinity;
  }

  line(text = ''): void {
    this.#output.write(`${text}\n`);
  }

  json(value: unknown): void {
    this.line(JSON.stringify(value));
  }

  style(style: Style, text: string): string {
    const [on, off] = STYLES[style];
    return this.#colours ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  }
}

export function printerOf(command: Command): Printer {
  return new Printer(hostOf(command).stdout);
}

export const wantsJson = (command: Command) => command.optsWithGlobals<GlobalOptions>().json === true;
