import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { DeadLetter } from '../../model/dead-letter.js';
import { dropDeadLetter, getDeadLetter, listDeadLetters, replayDeadLetter } from '../../operations/dead-letters.js';
import { Failure } from '../../runtime/errors.js';
import { apiOf } from './api.js';
import { count, shortTime } from './amounts.js';
import { printerOf, wantsJson } from './printer.js';
import { type Column, printTable } from './table.js';
import { oneLine } from './terminal-text.js';

const COLUMNS: Column<DeadLetter>[] = [
  { title: 'LETTER', value: (it) => it.letter_id },
  { title: 'RECEIVED (UTC)', value: (it) => shortTime(it.received_at) },
  { title: 'SIGNAL', value: (it) => it.signal, optional: true },
  { title: 'LOST', value: (it) => (it.lost_items === 0 ? 'unread' : count(it.lost_items)), right: true, style: () => 'red' },
  { title: 'BYTES', value: (it) => count(it.body_bytes), right: true, optional: true },
  { title: 'REASON', value: (it) => oneLine(it.reason), shrinks: true },
];

/** `hfao dlq list|show|replay|drop`: what was acknowledged and could not be stored. */
export function registerDlq(program: Command): void {
  const dlq = program.command('dlq').summary('Requests that could not be stored: list, show, replay, drop').helpGroup('The server:')
    .description('Dead letters: requests that were acknowledged and could not be stored, or not all of it. Each names what is lost and why; the rest of its request is stored.');
  registerList(dlq);
  registerShow(dlq);
  registerReplay(dlq);
  registerDrop(dlq);
}

function registerList(dlq: Command): void {
  const command = dlq.command('list').description('Dead letters of the project, oldest first.').option('--limit <n>', 'at most so many', '50');
  command.action(async ({ limit }: { limit: string }) => {
    const answer = await apiOf(command).call<{ dead_letters: DeadLetter[]; total: number }>(listDeadLetters, { project: apiOf(command).config.project, limit });
    const printer = printerOf(command);
    if (wantsJson(command)) return printer.json(answer);
    if (answer.total === 0) return printer.line('No dead letters.');
    printTable(printer, COLUMNS, answer.dead_letters);
    if (answer.total > answer.dead_letters.length) printer.line(printer.style('dim', `${count(answer.total - answer.dead_letters.length)} more`));
  });
}

function registerShow(dlq: Command): void {
  const command = dlq.command('show').argument('<letter>', 'as list shows it').description('One dead letter: what is lost and why.')
    .option('--body <file>', 'also write the request as it came (inflated OTLP, before redaction) into a file');
  command.action(async (letter_id: string, { body }: { body?: string }) => {
    const api = apiOf(command);
    const answer = await api.call<{ dead_letter: DeadLetter; body_text?: string; body_base64?: string }>(getDeadLetter, { project: api.config.project, letter_id, include_body: body !== undefined });
    if (body !== undefined) await writeFile(body, answer.body_text ?? Buffer.from(answer.body_base64 ?? '', 'base64'), { mode: 0o600 });
    const printer = printerOf(command);
    if (wantsJson(command)) return printer.json(answer);
    const it = answer.dead_letter;
    printer.line(`${it.letter_id}  ${it.signal}, ${it.encoding}, ${count(it.body_bytes)} bytes, received ${shortTime(it.received_at)}, failed ${shortTime(it.failed_at)}`);
    printer.line(printer.style('red', oneLine(it.reason)));
    for (const { name, trace_id, observation_id, reason } of it.items) printer.line(`  ${oneLine(name)}  ${[trace_id, observation_id].filter((id) => id !== null).join('/')}  ${printer.style('dim', oneLine(reason))}`);
    if (it.lost_items > it.items.length) printer.line(printer.style('dim', `  and ${count(it.lost_items - it.items.length)} more`));
  });
}

function registerReplay(dlq: Command): void {
  const command = dlq.command('replay').argument('[letter]', 'as list shows it; left out: all of the project').description('Sends one dead letter, or all, down the write road again. One that fails again comes back.');
  command.action(async (letter_id: string | undefined) => {
    const api = apiOf(command);
    const answer = await api.call<{ replayed: string[]; remaining: number }>(replayDeadLetter, { project: api.config.project, letter_id });
    if (wantsJson(command)) return printerOf(command).json(answer);
    printerOf(command).line(`${count(answer.replayed.length)} sent again, ${count(answer.remaining)} left. Those that fail again are back in a moment: hfao dlq list`);
  });
}

function registerDrop(dlq: Command): void {
  const command = dlq.command('drop').argument('<letter>', 'as list shows it').description('Deletes one dead letter. What it holds is lost for good.').option('--yes', 'do not ask');
  command.action(async (letter_id: string, { yes }: { yes?: boolean }) => {
    if (yes !== true) await confirm(`Drop the dead letter ${letter_id}? What it holds is lost for good.`);
    const api = apiOf(command);
    const answer = await api.call<{ dropped: boolean }>(dropDeadLetter, { project: api.config.project, letter_id });
    if (wantsJson(command)) return printerOf(command).json(answer);
    printerOf(command).line(answer.dropped ? `Dropped ${letter_id}.` : `There is no dead letter ${letter_id} in this project.`);
  });
}

/** @throws Failure `invalid_input` unless somebody says yes */
async function confirm(question: string): Promise<void> {
  if (!process.stdin.isTTY) throw new Failure('invalid_input', `${question} Add --yes to do it.`);
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await reader.question(`${question} [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new Failure('invalid_input', 'Nothing was dropped.');
  } finally {
    reader.close();
  }
}
