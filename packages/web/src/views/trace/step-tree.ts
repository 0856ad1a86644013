import type { Observation } from '../../api/model';

/** A node of the tree as drawn: a step, or a loop that gathers like siblings. */
export interface Step {
  id: string;
  /** The step itself; for a loop its first round. */
  observation: Observation;
  children: Step[];
  parent: Step | undefined;
  /** Rounds, when this gathers siblings of one name. */
  rounds: number;
  /** Steps below. */
  below: number;
  /** Failed steps below, itself included. */
  failed: number;
  /** True when it names a parent that is not here (yet). */
  lost: boolean;
  startMs: number;
  endMs: number;
}

export interface StepTree { roots: Step[]; byId: Map<string, Step>; startMs: number; endMs: number; lost: number; total: number }

const LOOP_FROM = 3;
const FEW = 30;

/**
 * The tree of a trace, siblings by start time; a step whose parent is missing is a root, and so is the earliest of a cycle.
 * In traces of more than a few dozen steps, three or more siblings in a row with one type and name (digits aside) gather in a loop.
 */
export function stepTree(observations: readonly Observation[]): StepTree {
  const byId = new Map<string, Step>();
  for (const observation of observations) byId.set(observation.observation_id, leaf(observation));
  const inOrder = [...byId.values()].sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs || (a.id < b.id ? -1 : 1));
  const roots: Step[] = [];
  for (const step of inOrder) {
    const parentId = step.observation.parent_observation_id;
    const parent = parentId === null ? undefined : byId.get(parentId);
    step.lost = parentId !== null && parent === undefined;
    if (parent === undefined || parent === step || isAbove(step, parent)) roots.push(step);
    else {
      step.parent = parent;
      parent.children.push(step);
    }
  }
  const gather = observations.length > FEW;
  if (gather) for (const step of inOrder) gatherLoops(step, byId);
  for (const root of roots) total(root);
  return {
    roots, byId,
    startMs: roots.reduce((least, it) => Math.min(least, it.startMs), Infinity),
    endMs: inOrder.reduce((most, it) => Math.max(most, it.endMs), -Infinity),
    lost: roots.filter((it) => it.lost).length,
    total: observations.length,
  };
}

function leaf(observation: Observation): Step {
  const startMs = preciseMs(observation.start_time);
  return { id: observation.observation_id, observation, children: [], parent: undefined, rounds: 1, below: 0, failed: 0, lost: false, startMs, endMs: startMs + observation.duration_ns / 1e6 };
}

/** ISO time with microseconds as milliseconds with a fraction. */
export function preciseMs(iso: string): number {
  const micros = /\.\d{3}(\d{3})/.exec(iso)?.[1];
  return Date.parse(iso) + (micros === undefined ? 0 : Number(micros) / 1000);
}

function isAbove(step: Step, of: Step): boolean {
  for (let at: Step | undefined = of; at !== undefined; at = at.parent) if (at === step) return true;
  return false;
}

function gatherLoops(parent: Step, byId: Map<string, Step>): void {
  if (parent.children.length < LOOP_FROM) return;
  const gathered: Step[] = [];
  for (let at = 0; at < parent.children.length;) {
    let end = at + 1;
    while (end < parent.children.length && likeness(parent.children[end]) === likeness(parent.children[at])) end += 1;
    const run = parent.children.slice(at, end);
    if (run.length < LOOP_FROM) gathered.push(...run);
    else gathered.push(loopOf(run, parent, byId));
    at = end;
  }
  parent.children = gathered;
}

const likeness = ({ observation }: Step) => `${observation.type} ${observation.name.replace(/\d+/g, '#')}`;

function loopOf(rounds: Step[], parent: Step, byId: Map<string, Step>): Step {
  const [first] = rounds;
  const loop: Step = { ...first, id: `loop-${first.id}`, children: rounds, parent, rounds: rounds.length, endMs: rounds.reduce((most, it) => Math.max(most, it.endMs), 0) };
  for (const round of rounds) round.parent = loop;
  byId.set(loop.id, loop);
  return loop;
}

/** Counts from the leaves up, without recursion: traces may be deep. */
function total(root: Step): void {
  const order = [root];
  for (const step of order) order.push(...step.children);   // grows while it is walked: breadth first
  for (const step of order.reverse()) {
    const own = step.rounds === 1 && step.observation.status === 'error' ? 1 : 0;
    step.failed = step.children.reduce((sum, it) => sum + it.failed, own);
    step.below = step.children.reduce((sum, it) => sum + it.below + (it.rounds === 1 ? 1 : 0), 0);
  }
}

export const isContainer = (step: Step) => step.rounds > 1 || step.observation.type === 'AGENT' || (step.observation.type === 'SPAN' && step.children.length > 0);
export const isPoint = (step: Step) => step.rounds === 1 && (step.observation.type === 'HANDOFF' || step.observation.type === 'EVENT') && step.children.length === 0;

/** `page_…` for a loop over page_0, page_1, … */
export const nameOf = (step: Step) => (step.rounds > 1 ? step.observation.name.replace(/\d+/g, '…') : step.observation.name) || 'unnamed';

export interface StepRow {
  step: Step;
  level: number;
  /** One letter a level: `v` a line that goes on, `b` a branch, `e` the last branch, space nothing. */
  guides: string;
  at: number;
  of: number;
}

/** The rows of the tree from top to bottom, without those below a folded step. */
export function visibleRows(roots: readonly Step[], folded: ReadonlySet<string>): StepRow[] {
  const rows: StepRow[] = [];
  const open: StepRow[] = roots.map((step, index) => ({ step, level: 1, guides: '', at: index + 1, of: roots.length })).reverse();
  for (let row = open.pop(); row !== undefined; row = open.pop()) {
    rows.push(row);
    const { step, level, guides } = row;
    if (folded.has(step.id)) continue;
    const before = guides.slice(0, -1) + (guides.at(-1) === 'b' ? 'v' : guides.at(-1) === 'e' ? ' ' : '');
    for (let index = step.children.length - 1; index >= 0; index--) {
      open.push({ step: step.children[index], level: level + 1, guides: `${before}${index === step.children.length - 1 ? 'e' : 'b'}`, at: index + 1, of: step.children.length });
    }
  }
  return rows;
}

const MANY = 60;

/** What is folded at first: loops, and in long traces the branches in which nothing failed. */
export function foldedAtFirst(tree: StepTree): Set<string> {
  const folded = new Set<string>();
  for (const step of tree.byId.values()) {
    if (step.children.length === 0 || step.parent === undefined) continue;
    if (step.rounds > 1 || (tree.total > MANY && step.failed === 0)) folded.add(step.id);
  }
  return folded;
}

/** Every ancestor, nearest first. */
export function ancestors(step: Step): Step[] {
  const found: Step[] = [];
  for (let at = step.parent; at !== undefined; at = at.parent) found.push(at);
  return found;
}
