/** Modules of a bundle that run when something of theirs is first used: most starts end before that. */
import type { Plugin } from 'esbuild';

/**
 * Each package stands in a file beside the bundle, so that a start does not even read it. It is
 * imported by `import()`, or used through its default export.
 */
export function beside(packages: readonly string[]): Plugin {
  const filter = filterOf(packages);
  return {
    name: 'beside',
    setup(builder) {
      builder.onResolve({ filter }, ({ path, kind }) => ({
        path,
        namespace: kind === 'dynamic-import' ? 'beside' : 'beside, when used',
      }));
      builder.onLoad({ filter, namespace: 'beside' }, ({ path }) => ({
        contents: `module.exports = require('./${path}.js');`,
      }));
      builder.onLoad({ filter, namespace: 'beside, when used' }, ({ path }) => ({
        contents: `
          let made;
          const it = () => (made ??= require('./${path}.js'));
          export default new Proxy({}, { get: (_, name) => it()[name] });`,
      }));
    },
  };
}

/** A module of Node's own, used by the names of its functions; its classes cannot be had. */
export function lazyFunctions(module: string, exports: object): Plugin {
  const named = Object.entries(exports).filter(([, value]) => typeof value === 'function');
  const names = named.map(([name]) => name).filter((name) => /^[a-z]/.test(name));
  return putOff('lazy functions', [module], () => [
    'let made;',
    `const it = () => (made ??= require('${module}'));`,
    ...names.map((name) => `export const ${name} = (...given) => it().${name}(...given);`),
  ]);
}

/** Node's `assert`, which is only needed to say what is wrong: its truth is looked at without it. */
export function lazyAssert(): Plugin {
  return putOff('lazy assert', ['node:assert/strict'], (path) => [
    'let made;',
    `const it = () => (made ??= require('${path}'));`,
    'const check = (...given) => void (given[0] || it()(...given));',
    'export default new Proxy(check, { get: (_, name) => it()[name] });',
  ]);
}

function filterOf(modules: readonly string[]): RegExp {
  return new RegExp(`^(?:${modules.join('|')})$`);
}

function putOff(
  name: string,
  modules: readonly string[],
  contents: (path: string) => readonly string[],
): Plugin {
  return {
    name,
    setup(builder) {
      const filter = filterOf(modules);
      builder.onResolve({ filter }, ({ kind, path }) =>
        kind === 'require-call' ? undefined : { path, namespace: name },
      );
      builder.onLoad({ filter: /.*/, namespace: name }, ({ path }) => ({
        contents: contents(path).join('\n'),
      }));
    },
  };
}
