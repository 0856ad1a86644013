/** A part of a query as the engine's parser names it. `text`: the name of a function, column or table, or a value; `alias`: the name that it gets. */
export interface Part { kind: string; text: string; alias: string | undefined; children: Part[] }

const LINE = /^( *)(\S+)(?: (.*?))??(?: \(alias (.*?)\))?(?: \(children \d+\))?$/;

/** Reads what EXPLAIN AST says: a part a line, what is within it one space further in. Names have no brackets and no line ends: tokens.ts has seen to that. */
export function syntaxTree(lines: readonly string[]): Part {
  const root: Part = { kind: 'root', text: '', alias: undefined, children: [] };
  const path = [root];
  for (const line of lines) {
    const [, indent, kind, text = '', alias] = LINE.exec(line) ?? [];
    if (kind === undefined || indent.length >= path.length) throw new TypeError('what the engine says of a query cannot be read');
    const part = { kind, text, alias, children: [] };
    path.length = indent.length + 1;
    path[indent.length].children.push(part);
    path.push(part);
  }
  return root;
}
