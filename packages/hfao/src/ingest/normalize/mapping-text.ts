/**
 * A tree of what gave each field, walked rule by rule: spans of one shape end at the same leaf and share its text.
 * Most spans are like one before them, so that a step is a comparison.
 */
export class MappingTexts {
  private root = new Step();
  private steps = 0;
  private at = this.root;

  start(): void {
    if (this.steps > MAX_STEPS) {
      this.root = new Step();
      this.steps = 0;
    }
    this.at = this.root;
  }

  /** @param sign one for each field and what gave it */
  step(sign: unknown): void {
    const { at } = this;
    if (at.lastSign === sign) {
      this.at = at.last!;
      return;
    }
    let next = at.next.get(sign);
    if (next === undefined) {
      at.next.set(sign, (next = new Step()));
      this.steps += 1;
    }
    at.lastSign = sign;
    at.last = next;
    this.at = next;
  }

  /** The text for where the steps led; `tell` names fields and rules when that is new. Null when there were none. */
  text(tell: (name: (field: string, rule: string) => void) => void): string | null {
    const { at } = this;
    if (at === this.root) return null;
    if (at.text !== null) return at.text;
    const rules: Record<string, string> = {};
    tell((field, rule) => (rules[field] ??= rule));
    return (at.text = JSON.stringify(rules));
  }
}

/** What arrives here comes from outside: the tree is bounded. */
const MAX_STEPS = 20_000;

class Step {
  lastSign: unknown = undefined;
  last: Step | null = null;
  readonly next = new Map<unknown, Step>();
  text: string | null = null;
}
