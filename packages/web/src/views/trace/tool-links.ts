import type { Observation } from '../../api/model';

/**
 * The TOOL step that carried out each call of a model: by the call's id where the step tells it, else by name and order.
 * @param calls in the order in which they were made
 * @param after start of the step that made them; a tool cannot have run before it. Undefined: calls of an earlier turn, any time
 */
export function toolSteps(calls: readonly { id: string | undefined; name: string }[], steps: readonly Observation[], after: string | undefined): (Observation | undefined)[] {
  const tools = steps.filter((it) => it.type === 'TOOL').sort((a, b) => (a.start_time < b.start_time ? -1 : 1));
  const taken = new Set<string>();
  const take = (found: Observation | undefined) => {
    if (found !== undefined) taken.add(found.observation_id);
    return found;
  };
  const byId = calls.map(({ id }) => (id === undefined ? undefined : take(tools.find((it) => it.tool_calls.some((call) => call.id === id)))));
  return calls.map(({ name }, index) => byId[index] ?? take(tools.find((it) => !taken.has(it.observation_id) && isNamed(it, name) && (after === undefined || it.start_time >= after) && !knowsAnotherId(it))));
}

const isNamed = (step: Observation, name: string) => step.name === name || step.tool_call_names.includes(name) || step.name.endsWith(` ${name}`) || step.name.endsWith(`.${name}`);
/** A step with an id of its own belongs to the call with that id, not to one that only shares its name. */
const knowsAnotherId = (step: Observation) => step.tool_calls.some((it) => typeof it.id === 'string' && it.id !== '');
