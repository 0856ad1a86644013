import type { ColumnKind } from '../../model/observation.js';
import type { Micros } from '../../model/time.js';
import { integerLiteral } from '../integer-literal.js';

export { integerLiteral };

type Value = string | number | readonly string[] | readonly number[];

/** A statement's values by the name of their placeholder: the only way text from outside reaches SQL. */
export class Parameters {
  readonly values: Record<string, Value> = {};
  #count = 0;

  /** The placeholder of a text. */
  text(value: string): string {
    return this.#bind(value, 'String');
  }

  /** The placeholder of a number that need not be whole. */
  number(value: number): string {
    return this.#bind(value, 'Float64');
  }

  /** The placeholder of a list of texts, for `IN` and `has`. */
  texts(values: readonly string[]): string {
    return this.#bind(values, 'Array(String)');
  }

  numbers(values: readonly number[]): string {
    return this.#bind(values, 'Array(Float64)');
  }

  /** For a name that the statement has once. */
  nextNumber(): number {
    return ++this.#count;
  }

  #bind(value: Value, type: string): string {
    const name = `p${this.nextNumber()}`;
    this.values[name] = value;
    return `{${name}:${type}}`;
  }
}

/** A time as a literal, which the engine knows when it decides which parts to read. */
export function timeLiteral(micros: Micros): string {
  return `fromUnixTimestamp64Micro(${integerLiteral(micros)})`;
}

/** A column of times as microseconds. */
export const microsOf = (expression: string) => `toUnixTimestamp64Micro(${expression})`;

/** Columns as readRows gives them out: times as microseconds, maps as flat lists of key and value. */
export function readable(columns: readonly (readonly [name: string, kind: ColumnKind])[]): string {
  return columns.map(([name, kind]) => `${readableAs(name, kind)} AS "${name}"`).join(', ');
}

function readableAs(name: string, kind: ColumnKind): string {
  switch (kind) {
    case 'micros': return microsOf(`"${name}"`);
    case 'map': return `arrayFlatten(arrayMap((k, v) -> [k, v], mapKeys("${name}"), mapValues("${name}")))`;
    default: return `"${name}"`;
  }
}
