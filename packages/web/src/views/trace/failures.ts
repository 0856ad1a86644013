import type { Step, StepTree } from './step-tree';

/** Failed steps that say the same, in order of their first. */
export interface Failure { step: Step; message: string; times: number }

/**
 * Where a trace failed: the failed steps below which nothing failed. What stands above them only passed the failure on.
 */
export function failuresOf(tree: StepTree): Failure[] {
  const found = new Map<string, Failure>();
  const origins = [...tree.byId.values()].filter((it) => it.rounds === 1 && it.observation.status === 'error' && it.failed === 1);
  for (const step of origins.sort((a, b) => a.startMs - b.startMs)) {
    const message = step.observation.status_message ?? '';
    const key = `${step.observation.type} ${step.observation.name} ${message.replace(/\d+/g, '#')}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { step, message, times: 1 });
    else known.times += 1;
  }
  return [...found.values()];
}

/** Failed steps in the order of the rows. */
export function failedInOrder(tree: StepTree): Step[] {
  const order: Step[] = [];
  const open = [...tree.roots].reverse();
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    if (step.rounds === 1 && step.observation.status === 'error') order.push(step);
    for (let index = step.children.length - 1; index >= 0; index--) open.push(step.children[index]);
  }
  return order;
}
