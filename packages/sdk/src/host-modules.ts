import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Loads a package as the host would: from its entry file's folder, then from the working directory. Undefined when absent. */
export function requireFromHost(name: string): unknown {
  for (const require of hostRequires()) {
    if (resolved(require, name) !== undefined) return require(name) as unknown;
  }
  return undefined;
}

/** The CommonJS exports of a module, if the process has loaded them. */
export function loadedCopy(name: string): unknown {
  for (const require of hostRequires()) {
    const path = resolved(require, name);
    if (path !== undefined) return require.cache[path]?.exports as unknown;
  }
  return undefined;
}

/**
 * The ESM copy of a module: the very one that an `import` of the host has, or will get. A package may have two builds, and
 * hooks on `require` never see the second. Only when we ourselves are imported as ESM, because loading it costs time.
 * `require` of an ES module (Node 20.19) is what makes this possible without waiting.
 */
export function esmCopy(name: string): unknown {
  if (typeof module !== 'undefined' || !(process.features as { require_module?: boolean }).require_module) return undefined;
  for (const require of hostRequires()) {
    const path = esmEntry(require, name);
    // From inside node_modules Node does not warn that requiring an ES module is experimental.
    if (path !== undefined) return createRequire(path)(path) as unknown;
  }
  return undefined;
}

function hostRequires(): NodeJS.Require[] {
  const folders = [process.argv[1] === undefined ? undefined : dirname(process.argv[1]), process.cwd()];
  return [...new Set(folders.filter((it): it is string => it !== undefined))].map((folder) => createRequire(join(folder, 'hfao-resolves-from-here.js')));
}

function resolved(require: NodeJS.Require, name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}

/** Where `import` of this name leads, by the package's `exports` with the conditions node and import. */
function esmEntry(require: NodeJS.Require, name: string): string | undefined {
  const [, packageName = name, rest = ''] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(name) ?? [];
  for (const folder of require.resolve.paths(name) ?? []) {
    const home = join(folder, packageName);
    if (!existsSync(join(home, 'package.json'))) continue;
    const { exports } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { exports?: unknown };
    const target = forImport(isSubpaths(exports) ? exports[`.${rest}`] : rest === '' ? exports : undefined);
    return target === undefined ? undefined : join(home, target);
  }
  return undefined;
}

const isSubpaths = (exports: unknown): exports is Record<string, unknown> =>
  typeof exports === 'object' && exports !== null && Object.keys(exports).every((key) => key.startsWith('.'));

function forImport(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null) return undefined;
  for (const [condition, it] of Object.entries(target)) {
    if (!['import', 'node', 'module-sync', 'default'].includes(condition)) continue;
    const found = forImport(it);
    if (found !== undefined) return found;
  }
  return undefined;
}
