import type { Command } from 'commander';
import type { z } from 'zod';
import { searchTraces, type SearchHit } from '../../operations/search.js';
import { apiOf } from './api.js';
import { shortTime } from './amounts.js';
import { GLYPHS } from './glyphs.js';
import { addInputOptions, inputFrom } from './input-options.js';
import { printerOf, wantsJson } from './printer.js';
import { clip, oneLine } from './terminal-text.js';

/** `hfao search WORDS`: observations with all the words. */
export function registerSearch(program: Command): void {
  const command = program.command('search <words...>').summary('Observations that contain all the words').helpGroup('Look at traces:')
    .description('Observations whose name, input, output or error contain all the words, newest first. time* finds every word that begins so, \'"no seat"\' a phrase.')
    .addHelpText('after', '\nExamples:\n  hfao search rate limit\n  hfao search "no seat" --from 1d --json');
  addInputOptions(command, searchTraces, { except: ['query'] });
  command.action(async (words: string[], options: Record<string, unknown>) => {
    const api = apiOf(command);
    const answer = await api.call<{ hits: z.infer<typeof SearchHit>[]; next_cursor: string | null; searched_until: string | null }>(searchTraces, { ...inputFrom(searchTraces, options), query: words.join(' '), project: api.config.project });

    const printer = printerOf(command);
    if (wantsJson(command)) return printer.json(answer);
    if (answer.hits.length === 0 && answer.searched_until === null) return printer.line(`Nothing in project "${api.config.project}" contains all of: ${words.join(' ')}.`);
    for (const it of answer.hits) {
      const failed = it.status === 'error' ? printer.style('red', ' ✗') : '';
      printer.line(`${printer.style('cyan', GLYPHS[it.type])} ${clip(oneLine(it.name), 60)}${failed}  ${printer.style('dim', `${shortTime(it.start_time)}  trace ${it.trace_id}  observation ${it.observation_id}`)}`);
      printer.line(`    ${clip(`${it.field}: ${oneLine(it.excerpt)}`, printer.width - 4)}`);
    }
    if (answer.searched_until !== null) printer.line(printer.style('yellow', `Time was up: only what is newer than ${answer.searched_until} was looked at.`));
    if (answer.next_cursor !== null) printer.line(printer.style('dim', `More: add --cursor ${answer.next_cursor}`));
  });
}
