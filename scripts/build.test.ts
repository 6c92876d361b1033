import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { bundle, functionFiles, warm } from './build.ts';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'serai-build-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const declared = (name: string, context: string) =>
  `export default { kind: 'http', name: '${name}', context: '${context}' };`;

describe('a bundle', () => {
  const file = write(
    'one/functions/a/do-it.ts',
    `
    import pg from 'pg';
    import { accept } from '${root}/shared/decide.ts';
    export default {
      kind: 'http', name: 'do-it', context: 'a',
      decide: (): unknown => accept('done'),
      pool: (): string => typeof pg.Pool,
    };`,
  );
  const entry = write(
    'one/serve.ts',
    `
    export async function serve(declaration: any) {
      const before = declaration.decide();
      process.stdout.write(JSON.stringify([declaration.name, before, declaration.pool()]));
    }`,
  );
  const of = { name: 'do-it', file };
  const directory = join(folder, 'dist');

  test('runs where nothing else is, with its driver inside', async () => {
    const bytes = await bundle({ of, entry, directory });
    const main = join(directory, 'do-it', 'main.js');
    const output = execFileSync(process.execPath, [main], { cwd: '/', encoding: 'utf8', env: {} });
    expect(JSON.parse(output)).toEqual(['do-it', { accepted: true, facts: ['done'] }, 'function']);
    expect(bytes).toBe(readFileSync(join(directory, 'do-it', 'function.js')).length);
    expect(bytes).toBeLessThan(50 * 1024);
  });

  test('has its source map beside it', async () => {
    await bundle({ of, entry, directory });
    const file = join(directory, 'do-it', 'function.js');
    const text = readFileSync(file, 'utf8');
    expect(text.trimEnd().endsWith('//# sourceMappingURL=function.js.map')).toBe(true);
    const map = JSON.parse(readFileSync(`${file}.map`, 'utf8'));
    expect(map.sources.some((source: string) => source.endsWith('do-it.ts'))).toBe(true);
  });
});

describe('a warmed bundle', () => {
  const listening = `
    import { createServer } from 'node:http';
    export const serve = () => {
      const server = createServer((_, response) => response.end('ready'));
      server.listen(0, '127.0.0.1', () => console.log(JSON.stringify(server.address())));
      process.on('SIGTERM', () => process.exit(0));
    };`;

  test('has the compiled code of its start and of its first requests beside it', async () => {
    const file = write('warm/do-it.ts', `export default { name: 'do-it' };`);
    const directory = join(folder, 'warmed');
    const entry = write('warm/serve.ts', listening);
    await bundle({ of: { name: 'do-it', file }, entry, directory });
    await warm(directory, 'do-it');
    const compiled = join(directory, 'do-it', 'compiled');
    const [version = ''] = readdirSync(compiled);
    // function.js, zod.js, pg.js, ioredis.js and Neon's client
    expect(readdirSync(join(compiled, version))).toHaveLength(5);
  });

  test('is one that goes when it is asked to', async () => {
    const file = write('cold/do-it.ts', `export default { name: 'do-it' };`);
    const entry = write('cold/serve.ts', 'export const serve = () => process.exit(78);');
    const directory = join(folder, 'cold-dist');
    await bundle({ of: { name: 'do-it', file }, entry, directory });
    await expect(warm(directory, 'do-it')).rejects.toThrow('do-it ended with 78');
  });
});

test('no function makes a schema, or asks for an engine, because it is imported', async () => {
  // Either takes longer than all the rest of a start.
  const entry = write(
    'imported/serve.ts',
    `
    import { Module } from 'node:module';
    import { basename } from 'node:path';
    export const serve = (...declarations: unknown[]) => {
      const loaded = Object.keys((Module as any)._cache).map((file) => basename(file));
      process.stdout.write(JSON.stringify([declarations.length, loaded]));
    };`,
  );
  const files = (await functionFiles(root)).map(({ file }) => file);
  const directory = join(folder, 'imported-dist');
  await bundle({ of: { name: 'all', files }, entry, directory });
  const main = join(directory, 'all', 'main.js');
  const output = execFileSync(process.execPath, [main], { encoding: 'utf8', env: {} });
  expect(JSON.parse(output)).toEqual([files.length, ['main.js', 'function.js']]);
});

describe('the functions of a checkout', () => {
  test('are the files that export a declaration, by name', async () => {
    const second = write('two/functions/b/see-it.ts', declared('see-it', 'b'));
    const first = write('two/functions/a/do-it.ts', declared('do-it', 'a'));
    write('two/functions/a/problems.ts', 'export const problems = {};');
    write('two/functions/a/do-it.test.ts', `throw new Error('a test was imported');`);
    write('two/functions/a/domain/decide-it.ts', declared('decide-it', 'a'));
    expect(await functionFiles(join(folder, 'two'))).toEqual([
      { name: 'do-it', file: first },
      { name: 'see-it', file: second },
    ]);
  });

  test('are named as their files', async () => {
    write('three/functions/a/do-it.ts', declared('do-that', 'a'));
    await expect(functionFiles(join(folder, 'three'))).rejects.toThrow(
      'functions/a/do-it.ts declares do-that of a: a function is named as its file',
    );
  });

  test('do not share a name', async () => {
    write('four/functions/a/do-it.ts', declared('do-it', 'a'));
    write('four/functions/b/do-it.ts', declared('do-it', 'b'));
    await expect(functionFiles(join(folder, 'four'))).rejects.toThrow('another function do-it');
  });
});
