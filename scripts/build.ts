/**
 * Writes one folder per function, `dist/<name>/`, that serves it alone by `node <nodeOptions> main.js`:
 * everything it imports is inside, drivers run only when they are first used, and the source map lies
 * beside.
 */
import { execFileSync, spawn } from 'node:child_process';
import crypto from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import * as z from 'zod';
import { clientBeside, drivers, kafkaFile, putBeside, settings } from './bundling/beside-files.ts';
import { beside, lazyAssert, lazyFunctions } from './bundling/lazily.ts';
import { nodeOptions } from './bundling/node-options.ts';
import { writePackages } from './bundling/packages-inside.ts';
import { zodLaterPlugin } from './bundling/zod-later-plugin.ts';

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

/** Of one function, or of several that run together. */
export type Bundled = FunctionFile | { readonly name: string; readonly files: readonly string[] };

export interface BundleOptions {
  readonly of: Bundled;
  /** The module whose `serve` runs the declarations. */
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

/** Bytes of what a start reads, `<directory>/<name>/function.js`. */
export async function bundle({ of, entry, directory }: BundleOptions): Promise<number> {
  const folder = join(directory, of.name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'main.js'), starter);
  // Whatever stands above the folder, its files are CommonJS.
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  const files = 'file' in of ? [of.file] : of.files;
  const main = [
    ...files.map((file, index) => `import declaration${index} from ${JSON.stringify(file)};`),
    `import { serve } from ${JSON.stringify(entry)};`,
    `void serve(${files.map((_, index) => `declaration${index}`).join(', ')});`,
  ];
  let speaksKafka = false;
  const own = await build({
    ...settings('function', main.join('\n'), folder),
    plugins: plugins(folder, () => {
      speaksKafka = true;
    }),
    metafile: true,
  });
  const names = ['zod', ...drivers, ...(speaksKafka ? [kafkaFile] : [])];
  const metafiles = await Promise.all(names.map((name) => putBeside(name, folder)));
  writePackages(folder, root, [own.metafile, ...metafiles]);
  return statSync(join(folder, 'function.js')).size;
}

function plugins(folder: string, onKafka: () => void): Plugin[] {
  return [
    filesBeside(folder),
    zodLaterPlugin,
    beside(drivers),
    clientBeside(onKafka),
    lazyAssert(),
    // Loading it costs a tenth of a start, which has no secret to keep.
    lazyFunctions('node:crypto', crypto),
  ];
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

/** What any function starts with; nothing listens where its database should be. */
const warmingEnv = {
  ...{ PORT: '0', LOG_LEVEL: 'info', SERAI_SIGNING_SECRET: 'x'.repeat(32) },
  DATABASE_URL: 'postgres://nobody@127.0.0.1:9/nothing',
  SERAI_ISSUERS: JSON.stringify([
    {
      ...{ issuer: 'none', audience: 'none', algorithms: ['EdDSA'], tenants: 'any', roles: {} },
      keys: { jwks: { keys: [] } },
    },
  ]),
};
/** A start takes a tenth of a second; one that takes this long will never end. */
const warmMsMax = 60_000;

/** Run in a bundle's folder: what the first requests load is compiled and kept too. */
const compileRest = `
require('node:module').enableCompileCache({ directory: process.cwd() + '/compiled', portable: true });
for (const file of ${JSON.stringify(['zod', ...drivers])}) require(process.cwd() + '/' + file + '.js');
`;

/** Starts a bundle once and asks whether it is there, so that what Node compiles for that is kept. */
export async function warm(directory: string, name: string): Promise<void> {
  const child = spawn(process.execPath, [...nodeOptions, join(directory, name, 'main.js')], {
    env: warmingEnv,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: warmMsMax,
  });
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /"port":(\d+)/.exec(line)?.[1];
    if (port === undefined) continue;
    for (const path of ['healthz', 'readyz']) await fetch(`http://127.0.0.1:${port}/${path}`);
    child.kill('SIGTERM');
  }
  const [code, signal] = await ended;
  if (code !== 0) throw new Error(`${name} ended with ${code ?? signal} when it was asked to go`);
  execFileSync(process.execPath, [...nodeOptions, '-e', compileRest], {
    cwd: join(directory, name),
  });
}

async function main(): Promise<number> {
  const directory = join(root, 'dist');
  for (const name of existsSync(directory) ? readdirSync(directory) : []) {
    // They hold bundles of their own, and take longer to make.
    if (name !== 'images') rmSync(join(directory, name), { recursive: true, force: true });
  }
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
