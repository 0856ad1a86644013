import { count } from './amounts.js';
import type { Output } from './host.js';

const WIDTH = 30;

/** How far long work is, on one line of a terminal; nothing elsewhere. */
export class ProgressBar {
  /** @param amount as people read it */
  constructor(readonly output: Output, readonly unit: string, readonly amount: (value: number) => string = count) {}

  /** @param total undefined while it is not known */
  show(done: number, total: number | undefined): void {
    if (this.output.isTTY === true) this.output.write(`\r\u001b[K${this.#line(done, total)}`);
  }

  clear(): void {
    if (this.output.isTTY === true) this.output.write('\r\u001b[K');
  }

  #line(done: number, total: number | undefined): string {
    if (total === undefined) return 'counting …';
    const part = total === 0 ? 1 : Math.min(1, done / total);
    const filled = Math.round(part * WIDTH);
    return `[${'#'.repeat(filled)}${'-'.repeat(WIDTH - filled)}] ${Math.floor(part * 100)} %  ${this.amount(done)} of ${this.amount(total)} ${this.unit}`;
  }
}
