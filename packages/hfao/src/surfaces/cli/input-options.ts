import { type Command, Option } from 'commander';
import { z } from 'zod';
import type { Operation } from '../../operations/operation.js';
import { isStructured } from '../http/query-values.js';

interface Property { type?: string | string[]; anyOf?: { type?: string }[]; enum?: string[]; description?: string; default?: unknown }

/** Gives a command one flag for each input of an operation, but for `project`, which is a flag of every command. */
export function addInputOptions(command: Command, operation: Operation, { except = [] as string[] } = {}): void {
  const schema = z.toJSONSchema(operation.input, { io: 'input' }) as { properties?: Record<string, Property>; required?: string[] };
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (name === 'project' || except.includes(name)) continue;
    command.addOption(optionOf(name, property, schema.required?.includes(name) ?? false));
  }
}

function optionOf(name: string, property: Property, mandatory: boolean): Option {
  const words = [property.description ?? '', property.default === undefined ? '' : `(default: ${typeof property.default === 'object' ? JSON.stringify(property.default) : String(property.default as string)})`].filter(Boolean).join(' ');
  const option = new Option(`--${name.replaceAll('_', '-')} <${placeholder(property)}>`, words);
  if (property.enum !== undefined) option.choices(property.enum);
  if (property.type === 'boolean') option.choices(['true', 'false']);
  return option.makeOptionMandatory(mandatory);
}

function placeholder(property: Property): string {
  const { type, enum: choices } = property;
  if (isStructured(property)) return 'json';
  if (choices !== undefined) return choices.join('|');
  if (type === 'boolean') return 'true|false';
  return type === 'integer' || type === 'number' ? 'n' : 'value';
}

/** The flags back under the names of the operation's input; only those that were given. */
export function inputFrom(operation: Operation, options: Record<string, unknown>): Record<string, unknown> {
  const given = Object.keys(operation.input.shape).map((name) => [name, options[camelCase(name)]] as const);
  return Object.fromEntries(given.filter(([name, value]) => name !== 'project' && value !== undefined));
}

const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
