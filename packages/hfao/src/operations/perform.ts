import type { z } from 'zod';
import { Failure } from '../runtime/errors.js';
import type { Project } from '../model/project.js';
import { storeFor } from '../store/remote-store.js';
import type { ControlStore } from '../store/control/control-store.js';
import type { Operation, OperationContext } from './operation.js';

/**
 * Carries out one operation for any surface: checks the input, finds the project, runs.
 * @throws Failure `invalid_input` naming the field at fault; `not_found` for a project that does not exist; what the operation throws
 */
export async function perform(operation: Operation, input: unknown, context: OperationContext): Promise<Record<string, unknown>> {
  const parsed = inputOf(operation.name, operation.input, input);
  const project = 'project' in parsed ? await existingProject(context.control, String(parsed.project)) : undefined;
  // What only reads ends when its caller goes. Other work may outlive the call.
  const store = operation.http[0] === 'GET' ? storeFor(context.store, context.signal) : context.store;
  // An operation without `project` in its input is typed to have one, and never looks at it.
  return operation.run({ ...context, store, project: project! }, parsed);
}

/** @throws Failure `invalid_input` that says for each wrong field what was given and what is accepted */
export function inputOf(name: string, schema: z.ZodObject, input: unknown): Record<string, unknown> {
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, 5).map((issue) => problemOf(name, schema, issue, input));
  throw new Failure('invalid_input', problems.map((it) => it.message).join(' '), { field: problems[0].field });
}

async function existingProject(control: ControlStore, slug: string): Promise<Project> {
  const project = await control.project(slug);
  if (project !== undefined) return project;
  const slugs = (await control.listProjects()).map((it) => it.slug);
  const shown = slugs.slice(0, 10).join(', ') + (slugs.length > 10 ? ` and ${slugs.length - 10} more` : '');
  throw new Failure('not_found', `There is no project "${slug}". There is: ${shown}. A project is made when its first span arrives.`, { field: 'project' });
}

function problemOf(name: string, schema: z.ZodObject, issue: z.core.$ZodIssue, input: unknown): { field: string; message: string } {
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.slice(0, 5).map((it) => `"${it.slice(0, 100)}"`).join(', ');
    return { field: issue.keys[0], message: `${name} has no parameter ${names}; it takes ${Object.keys(schema.shape).join(', ') || 'none'}.` };
  }
  const field = issue.path.join('.');
  if (field === '') return { field, message: `The input of ${name} must be an object.` };
  const given = issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], input);
  if (given === undefined) return { field, message: `${field} is missing.` };
  return { field, message: `${field} is ${shown(given)}: ${issue.message.replace(/^Invalid (?:input|option): /, '')}.` };
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
