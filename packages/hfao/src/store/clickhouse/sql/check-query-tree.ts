import { refusal } from '../../sql/refusal.js';
import { isAllowedFunction } from './allowed.js';

/**
 * The second lock, behind check-statement.ts: the engine says what it would read and do, every name resolved. Each table must stand within one of our own relations, and each
 * function be allowed: a word that is no column's name may turn out to be one (user, database).
 * @param lines of EXPLAIN QUERY TREE, what is within a thing further in
 * @param secret how the names of our relations begin; no query can know it
 * @param named the names in WITH: a recursive one is kept in a table of its own
 * @throws Failure `invalid_input` when there is any other
 */
export function checkQueryTree(lines: readonly string[], { secret, named, sql }: { secret: string; named: readonly string[]; sql: string }): void {
  const around: { indent: number; isOurs: boolean }[] = [];
  for (const line of lines) {
    const indent = line.length - line.trimStart().length;
    while (around.length > 0 && around[around.length - 1].indent >= indent) around.pop();
    const isOurs = around.at(-1)?.isOurs === true || (/^\s*(?:QUERY|UNION) id: /.test(line) && line.includes(`, cte_name: ${secret}`));
    around.push({ indent, isOurs });
    if (isOurs) continue;
    const called = /^\s*FUNCTION id: \d+, (?:alias: .*, )?function_name: (\w+)/.exec(line)?.[1];
    if (called !== undefined && !isAllowedFunction(called) && !OF_ENGINE.has(called)) throw refusal(`The function ${called}() is not allowed.`, sql);
    if (!/^\s*TABLE(?:_FUNCTION)? id: /.test(line)) continue;
    const [, table, temporary] = /table_name: (\S+?)(?:, temporary_table_name: (.+?))?(?:, \w+: .*)?$/.exec(line) ?? [];
    const isOfWith = table?.startsWith('_temporary_and_external_tables.') === true && temporary !== undefined && named.includes(temporary);
    if (table !== 'system.one' && !isOfWith) throw refusal('The query reads a table that is not of this project.', sql);
  }
}

/** What the engine makes of its own syntax. */
const OF_ENGINE = new Set(['__getScalar', 'materialize', 'toLowCardinality', 'ignore', 'nothing', 'nothingUInt64', 'nothingNull', 'inIgnoreSet', 'notInIgnoreSet']);
