import { aCustomer, anOrder } from './cast.js';
import { changeAddress, handoffLoop, mergeAccounts, orderStatus } from './order-requests.js';
import { idOf, randomOf, type Random } from './random.js';
import { refundRequest, type RefundCase } from './refund-request.js';
import { Script } from './script.js';
import type { StoryTrace } from './step.js';
import { weeklyReport } from './weekly-report.js';

export interface HistoryOptions {
  seed: string;
  traces: number;
  hours: number;
  /** Milliseconds since 1970: where the history ends. */
  endMs: number;
  /** YYYY-MM-DD: with seed, traces and hours it makes the ids, so that the same day's history replaces itself. */
  day: string;
}

/** Shares of the history's length. Prompt v15 goes to production at the first, its repair v16 to staging at the second. */
const V15_AT = 0.82;
const V16_AT = 0.96;

const QUESTIONS = {
  refund_request: ['Can order {order} be refunded? {Defect}.', 'I want my money back for {order}', 'Refund the second item of {order} only, please', 'Returned {order} three weeks ago, no refund yet', 'Duplicate charge on {order}'],
  order_status: ['Where is my parcel {order}, it said Tuesday', 'Order {order} shows no tracking', 'Is {order} shipped?', 'When does {order} arrive?'],
  change_address: ['New address before {order} ships?', 'Please send {order} to my office'],
  merge_accounts: ['Two accounts, same email, please merge. Last order {order}'],
  handoff_loop: ['May I order {order} again at the old price?'],
  weekly_report: ['Summarise week 46 for all queues'],
} as const;
type Intent = keyof typeof QUESTIONS;

interface Turn {
  intent: Intent;
  atMs: number;
  conversation: number;
  /** The run that the story is told by: a refund that goes wrong, in production, minutes ago. */
  showpiece: boolean;
}

/**
 * The demo project's story, oldest trace first: a support desk of several agents over `hours`, ending at `endMs`.
 * Late in it prompt policy-reader v15 goes to production; from then on the policy agent trusts an archived policy more and more
 * often, and the refunds that follow are refused. The same options always tell the same story.
 */
export function seedHistory(options: HistoryOptions): StoryTrace[] {
  return plan(options).map((turn, index) => tell(turn, index, options)).toSorted((a, b) => a.startMs - b.startMs);
}

/** Where the trace of index 0 begins: from its stored time follows when a history ended. */
export function firstTraceOf(options: HistoryOptions): StoryTrace {
  return tell(plan(options)[0], 0, options);
}

/** Conversations of one to four turns until there are enough turns. */
function plan(options: HistoryOptions): Turn[] {
  const random = randomOf('plan', options.seed, options.traces, options.hours);
  const lengthMs = options.hours * 3_600_000;
  const turns: Turn[] = [];
  for (let conversation = 0; turns.length < options.traces; conversation++) {
    const intents = aConversation(random);
    let share = random.next();
    while (random.next() > busyness((1 - share) * options.hours)) share = random.next();
    let backMs = Math.max(lengthMs * (1 - share), 90_000);
    for (const intent of intents.slice(0, options.traces - turns.length)) {
      turns.push({ intent, atMs: options.endMs - Math.round(backMs), conversation, showpiece: false });
      backMs = Math.max(backMs - random.between(70_000, 420_000), 80_000);
    }
  }
  turns[turns.length - 1] = { intent: 'refund_request', atMs: options.endMs - 120_000, conversation: -1, showpiece: true };
  return turns;
}

/** Every day is busiest at the hour at which the history ends, so that its end is full, and quiet half a day away from it. */
const busyness = (hoursBack: number) => 0.35 + 0.65 * Math.cos((Math.PI * hoursBack) / 24) ** 2;

function aConversation(random: Random): Intent[] {
  const first = weighted(random, { refund_request: 36, order_status: 38, change_address: 10, merge_accounts: 7, weekly_report: 5, handoff_loop: 2 });
  if (first === 'weekly_report') return [first];
  const turns = random.pick([1, 1, 1, 2, 2, 3, 4]);
  return Array.from({ length: turns }, (_, turn) => (turn === 0 ? first : weighted(random, { refund_request: 40, order_status: 45, change_address: 15 })));
}

function weighted(random: Random, weights: Partial<Record<Intent, number>>): Intent {
  let at = random.next() * Object.values(weights).reduce((sum, it) => sum + it, 0);
  for (const [intent, weight] of Object.entries(weights)) if ((at -= weight) < 0) return intent as Intent;
  return 'order_status';
}

function tell({ intent, atMs, conversation, showpiece }: Turn, index: number, { seed, day, traces, hours, endMs }: HistoryOptions): StoryTrace {
  const run = [seed, day, traces, hours];
  const share = 1 - (endMs - atMs) / (hours * 3_600_000);
  // What a conversation has in common: who, by which way, where.
  const about = randomOf('conversation', ...run, conversation);
  const customer = aCustomer(about);
  const order = anOrder(about, customer);
  const byMail = about.chance(0.3) && !showpiece;
  const staging = about.chance(0.08) && !showpiece;
  const traceId = idOf(16, ...run, index);
  const script = new Script(traceId);
  const { random } = script;
  const question = random.pick(QUESTIONS[intent]).replace('{order}', order.id).replace('{Defect}', order.defect[0].toUpperCase() + order.defect.slice(1));
  const reader = showpiece ? 'v15' : staging ? (share > V16_AT ? 'v16' : share > V15_AT - 0.1 ? 'v15' : 'v14') : share > V15_AT ? 'v15' : 'v14';
  switch (intent) {
    case 'refund_request': refundRequest(script, { customer, order, question, reader, ...whatGoesWrong(random, reader, share), ...(showpiece ? { trusts: 'archived', badSchema: false } : {}) }); break;
    case 'order_status': orderStatus(script, { customer, order, question, lost: random.chance(0.05), rateLimited: random.chance(0.05) }); break;
    case 'change_address': changeAddress(script, { customer, order, question, lost: false, rateLimited: false, unbacked: random.chance(0.15) }); break;
    case 'merge_accounts': mergeAccounts(script, { customer, order, question, lost: random.chance(0.3), rateLimited: false }); break;
    case 'handoff_loop': handoffLoop(script, { customer, order, question, lost: false, rateLimited: false }); break;
    case 'weekly_report': weeklyReport(script, { question, cut: random.chance(0.35) }); break;
  }
  const root = script.steps[0];
  root.name = intent === 'handoff_loop' ? 'price_question' : intent;
  return {
    traceId, startMs: atMs, steps: script.steps, service: intent === 'weekly_report' ? 'support-reports' : byMail ? 'support-mail' : 'support-chat',
    dialect: byMail || intent === 'weekly_report' ? 'gen-ai' : 'openinference', environment: staging ? 'staging' : 'production',
    release: share > V15_AT ? '2026.11.3' : '2026.11.2', sessionId: `sess_${idOf(8, ...run, conversation).slice(0, 8)}`, userId: customer.userId,
    tags: [intent.replaceAll('_', '-'), byMail ? 'mail' : 'chat'], metadata: { channel: byMail ? 'mail' : 'chat', customer_language: customer.language },
  };
}

/** With v15 the archived policy is believed, at first in a third of the runs and in most of them at the end. */
function whatGoesWrong(random: Random, reader: RefundCase['reader'], share: number): Pick<RefundCase, 'trusts' | 'badSchema'> {
  const rising = 0.35 + 0.5 * Math.min(Math.max((share - V15_AT) / (1 - V15_AT), 0), 1);
  const trusts = random.chance(reader === 'v15' ? rising : 0.015) ? 'archived' : 'current';
  return { trusts, badSchema: trusts === 'current' && random.chance(0.012) };
}
