import { SQL_TABLE_NAMES, type SqlTableName } from '../../sql/sql-tables.js';
import { meant, refusal } from '../../sql/refusal.js';
import { FUNCTION_NAMES, IN_FUNCTIONS, isAllowedFunction, isAllowedType, LAMBDA_FUNCTIONS, PARTS, TYPED_FUNCTIONS } from './allowed.js';
import { checkExpansion } from './check-expansion.js';
import type { Part } from './syntax-tree.js';
import type { Token } from './tokens.js';

const MAX_NESTED_QUERIES = 12;
const MAX_NESTED_VALUES = 4;

export interface Statement { sql: string; tokens: readonly Token[] }

interface Scope { queries: number; values: number; isLambda: boolean; isTable: boolean }

/**
 * Walks a whole statement; nothing passes that is not known and allowed. Which WITH a name means is not decided here: the engine says it, and check-query-tree.ts looks.
 * @param root of what the engine's parser has made of the tokens
 * @returns the tables of ours that it names
 * @throws Failure `invalid_input` that says what is allowed
 */
export function checkStatement(root: Part, statement: Statement): Set<SqlTableName> {
  const check = new StatementCheck(statement, namesInWith(statement));
  check.visit(root, { queries: 0, values: 0, isLambda: false, isTable: false });
  checkExpansion(root, check.named, statement.sql);
  return check.tables;
}

/** The names that WITH gives to queries, as they stand in the text: the engine's tree does not tell them. */
export function namesInWith({ sql, tokens }: Statement): string[] {
  return tokens.flatMap((it, i) => {
    const rest = tokens.slice(i + 1, i + 5).map((next) => (next.kind === 'word' || next.kind === 'sign' ? next.value.toUpperCase() : ''));
    if (rest[0] !== 'AS' || (it.kind !== 'word' && it.kind !== 'name')) return [];
    const [bracket, first] = rest[1] === 'MATERIALIZED' ? rest.slice(2) : rest.slice(1);
    if (bracket !== '(' || first === undefined || !['SELECT', 'WITH', 'FROM', '('].includes(first)) return [];
    if ((SQL_TABLE_NAMES as readonly string[]).includes(it.value.toLowerCase()) || /^(?:hfao|system$|information_schema$)/i.test(it.value)) throw nameTaken(it.value, sql, it.at);
    return [it.value];
  });
}

export const nameTaken = (name: string, sql: string, at?: number) => refusal(`WITH "${name}": choose another name, this one is taken.`, sql, at);

class StatementCheck {
  readonly tables = new Set<SqlTableName>();

  constructor(readonly statement: Statement, readonly named: readonly string[]) {}

  visit(part: Part, scope: Scope): void {
    for (const it of part.children) this.#part(it, part, scope);
  }

  #part(part: Part, parent: Part, scope: Scope): void {
    if (part.kind === 'Set') throw this.#refuse('SETTINGS is not allowed.', 'SETTINGS');
    if (!PARTS.has(part.kind)) throw this.#refuse(`${words(part.kind)} is not allowed here: a query is one SELECT of ${TABLES}.`, '');
    if (part.kind === 'SelectWithUnionQuery' && part.children.length !== 1) throw this.#refuse('FORMAT, SETTINGS and INTO OUTFILE are not allowed: the answer is JSON.', '');
    if (/^hfao/i.test(part.alias ?? '') || (part.kind === 'Identifier' && /^hfao/i.test(part.text))) throw this.#refuse('Names that begin with hfao are taken.', part.alias ?? part.text);
    switch (part.kind) {
      case 'SelectWithUnionQuery': case 'SelectIntersectExceptQuery': return this.visit(part, scope);
      case 'SelectQuery': return this.#query(part, scope);
      case 'TableIdentifier': return this.#table(part);
      case 'TableExpression': return this.visit(part, { ...scope, isTable: true });
      case 'Subquery': return this.visit(part, { ...scope, isTable: false, values: scope.values + (scope.isTable || parent.kind === 'WithElement' ? 0 : 1) });
      case 'Function': return this.#function(part, scope);
      default: return this.visit(part, scope);
    }
  }

  #query(part: Part, scope: Scope): void {
    const queries = scope.queries + 1;
    if (queries > MAX_NESTED_QUERIES) throw this.#refuse(`Queries are nested more than ${MAX_NESTED_QUERIES} deep.`, '');
    if (scope.values > MAX_NESTED_VALUES) throw this.#refuse(`Queries that give a value are nested more than ${MAX_NESTED_VALUES} deep.`, '');
    this.visit(part, { ...scope, queries, isTable: false });
  }

  #table({ text }: Part): void {
    if (text.includes('.')) throw this.#refuse(`"${text}": tables are named without a database. There is ${TABLES}.`, text.split('.')[0]);
    if (this.named.includes(text)) return;
    const table = SQL_TABLE_NAMES.find((it) => it === text.toLowerCase());
    if (table === undefined) throw this.#refuse(`There is no table "${text}".${meant(text, [...SQL_TABLE_NAMES, ...this.named])} There is ${TABLES}.`, text);
    if (text !== table) throw this.#refuse(`There is no table "${text}". Names are in lower case: ${table}.`, text);
    this.tables.add(table);
  }

  #function(part: Part, scope: Scope): void {
    const name = part.text.toLowerCase();
    if (scope.isTable) throw this.#refuse(`The function ${part.text}() is not allowed in FROM.`, part.text);
    if (name === 'lambda') return this.visit(part, scope);
    if (!isAllowedFunction(name)) throw this.#refuse(`The function ${part.text}() is not allowed.${meant(part.text, FUNCTION_NAMES) || ' docs/sql.md lists those that are.'}`, part.text);
    const given = part.children[0]?.children ?? [];
    if (IN_FUNCTIONS.has(name) && given[1]?.kind === 'Identifier') throw this.#refuse('IN takes a list in brackets or a query in brackets, not a name.', 'IN');
    if (TYPED_FUNCTIONS.has(name) && !isAllowedType(typeIn(given.at(-1)))) throw this.#refuse(`The type that ${part.text}() names is not allowed: it takes numbers, texts, times, UUID and lists of these.`, part.text);
    if (!LAMBDA_FUNCTIONS.has(name)) return this.visit(part, scope);
    if (scope.isLambda) throw this.#refuse(`${part.text}() of what another works on is not allowed. Use ARRAY JOIN.`, part.text);
    this.visit(part, { ...scope, isLambda: true });
  }

  #refuse(message: string, word: string): Error {
    const at = this.statement.tokens.find((it) => it.value.toLowerCase() === word.toLowerCase())?.at;
    return refusal(message, this.statement.sql, at);
  }
}

/** The text of a constant; what is none names no type. */
const typeIn = (part: Part | undefined) => (part?.kind === 'Literal' && /^'.*'$/.test(part.text) ? part.text.slice(1, -1) : '');

const TABLES = SQL_TABLE_NAMES.join(', ');
const words = (kind: string) => kind.replace(/([a-z])([A-Z])/g, '$1 $2');
