/** Puts zod's builders off in a bundle (`shared/process/zod-later.ts`): its sources import zod as ever. */
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import * as z from 'zod';

const root = join(import.meta.dirname, '../..');
const namespace = 'zod-later';

/** What zod does at once with schemas or without; all its other functions with small letters make one. */
const actions = new Set(
  `clone compile config decode decodeAsync deepPartial encode encodeAsync flattenError formatError
  fromJSONSchema getDiscriminatedOption getErrorMap memoizer parse parseAsync prettifyError registry
  safeDecode safeDecodeAsync safeEncode safeEncodeAsync safeParse safeParseAsync setErrorMap toJSONSchema
  toZod treeifyError validate validateAsync withParser`.split(/\s+/),
);

/** Of zod only what can be named here, for a file beside the bundle: the words of its forty languages stay out. */
export function zodItself(): string {
  const functions = Object.entries(z).filter(([, value]) => typeof value === 'function');
  const names = [...functions.map(([name]) => name), 'iso', 'coerce'];
  return `export { ${names.join(', ')} } from 'zod';`;
}

/** The module that stands for zod. What it leaves out cannot be used: the bundle does not build. */
function standIn(): string {
  const lines = [
    `import { zodLater } from ${JSON.stringify(join(root, 'shared/process/zod-later.ts'))};`,
    'let made;',
    "const later = zodLater(() => (made ??= require('./zod.js')));",
    "export const NEVER = Object.freeze({ status: 'aborted' });",
  ];
  const names: string[] = [];
  for (const [name, value] of Object.entries(z)) {
    if (typeof value !== 'function') continue;
    const how = /^[A-Z]/.test(name) ? 'kind' : actions.has(name) ? 'action' : 'builder';
    lines.push(`const its_${name} = later.${how}('${name}');`);
    names.push(`its_${name} as ${name}`);
  }
  for (const [space, builders] of Object.entries({ iso: z.iso, coerce: z.coerce })) {
    const members = Object.keys(builders).filter((name) => /^[a-z]/.test(name));
    const built = members.map((name) => `${name}: later.builder('${space}.${name}')`);
    lines.push(`export const ${space} = { ${built.join(', ')} };`);
  }
  return [...lines, `export { ${names.join(', ')} };`].join('\n');
}

export const zodLaterPlugin: Plugin = {
  name: namespace,
  setup(builder) {
    builder.onResolve({ filter: /^zod$/ }, ({ path }) => ({ path, namespace }));
    builder.onLoad({ filter: /.*/, namespace }, () => ({
      contents: standIn(),
      loader: 'js',
      resolveDir: root,
    }));
  },
};
