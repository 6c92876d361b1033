import { describe, expect, test } from 'vitest';
import { circles } from './exceptions.ts';
import { cycles, importFaults, importsOf, type Packages } from './imports.ts';
import { impurities } from './purity.ts';
import { parse, readText, repositorySources } from './sources.ts';

const sources = repositorySources();
const manifest: Record<'dependencies' | 'devDependencies', object> = JSON.parse(
  readText('package.json'),
);
const packages: Packages = {
  dependencies: new Set(Object.keys(manifest.dependencies)),
  devDependencies: new Set(Object.keys(manifest.devDependencies)),
};

const few: Packages = { dependencies: new Set(['zod']), devDependencies: new Set(['vitest']) };

function faultOf(path: string, specifier: string): string | undefined {
  const text = `import '${specifier}';`;
  const [fault] = importFaults([parse(path, text)], few);
  return fault?.split(': ').slice(1).join(': ');
}

describe('this repository', () => {
  test('is read at all', () => {
    expect(sources.map(({ path }) => path)).toContain('shared/decide.ts');
    expect(sources.length).toBeGreaterThan(50);
  });

  test('imports what it may', () => expect(importFaults(sources, packages)).toEqual([]));
  test('goes in no circle but those with a reason', () => {
    expect(cycles(sources)).toEqual(circles.map(({ path }) => path));
  });

  test('keeps its domains pure', () => expect(sources.flatMap(impurities)).toEqual([]));
});

describe('an import', () => {
  test.each([
    ['functions/a/do-it.ts', '../b/problems.ts', 'contexts meet in schema/ and in events only'],
    [
      'functions/a/domain/x.ts',
      '../../b/domain/x.ts',
      'a domain is pure: it has no business with ../../b/domain/x.ts',
    ],
    ['functions/a/do-it.test.ts', '../b/do-it.ts', 'contexts meet in schema/ and in events only'],
    ['schema/values.ts', '#shared/decide.ts', 'schema/ imports nothing of ours'],
    ['schema/values.ts', '../scripts/build.ts', 'schema/ imports nothing of ours'],
    ['shared/log/log.ts', '#schema/values.ts', 'shared/ imports shared/ only'],
    ['shared/log/log.ts', '../../functions/a/do-it.ts', 'shared/ imports shared/ only'],
    ['shared/log/log.test.ts', '../../scripts/engines/redis.ts', 'shared/ imports shared/ only'],
    ['shared/log/a.engines.test.ts', '../../scripts/build.ts', 'shared/ imports shared/ only'],
    [
      'functions/a/domain/x.ts',
      '../problems.ts',
      'a domain is pure: it has no business with ../problems.ts',
    ],
    [
      'functions/a/domain/x.ts',
      '#shared/ports.ts',
      'a domain is pure: it has no business with #shared/ports.ts',
    ],
    [
      'functions/a/domain/x.ts',
      'node:crypto',
      'a domain is pure: it has no business with node:crypto',
    ],
    ['functions/a/domain/x.ts', 'zod', 'a domain is pure: it has no business with zod'],
    [
      'functions/a/domain/x.ts',
      './testing.ts',
      'a domain is pure: it has no business with ./testing.ts',
    ],
    [
      'shared/log/log.ts',
      '../testing/sources.ts',
      'what runs in production does without test code and generators',
    ],
    [
      'functions/a/do-it.ts',
      '#shared/openapi/shapes.ts',
      'what runs in production does without test code and generators',
    ],
    ['functions/a/do-it.ts', './problems', 'an import ends in .ts'],
    ['functions/a/do-it.ts', './problems.js', 'an import ends in .ts'],
    ['functions/a/do-it.ts', '../../shared/ports.ts', 'write #shared/ports.ts'],
    ['functions/a/do-it.ts', 'left-pad', 'left-pad is not a declared dependency'],
    ['functions/a/do-it.ts', '@x/y/z', '@x/y is not a declared dependency'],
    ['functions/a/do-it.ts', 'vitest', 'vitest is not there in production: a devDependency'],
    ['load/journeys/a.ts', 'node:fs', 'k6 has no such module'],
    ['load/journeys/a.ts', 'zod', 'k6 has no such module'],
  ])('from %s of %s is refused', (path, specifier, why) => {
    expect(faultOf(path, specifier)).toBe(why);
  });

  test.each([
    ['functions/a/do-it.ts', './domain/x.ts'],
    ['functions/a/do-it.ts', '#schema/values.ts'],
    ['functions/a/do-it.ts', '#shared/ports.ts'],
    ['functions/a/do-it.ts', 'zod/mini'],
    ['functions/a/domain/x.ts', './y.ts'],
    ['functions/a/domain/x.ts', '#schema/values.ts'],
    ['functions/a/domain/x.ts', '#shared/decide.ts'],
    ['functions/a/domain/x.test.ts', 'vitest'],
    ['functions/a/domain/x.test.ts', './testing.ts'],
    ['functions/a/domain/testing.ts', 'vitest'],
    ['load/journeys/a.ts', 'k6/http'],
    ['load/journeys/a.ts', '../stays.ts'],
    ['schema/values.ts', 'zod'],
    ['schema/values.test.ts', '#shared/testing/database.ts'],
    ['scripts/build.ts', '../functions/a/do-it.ts'],
    ['shared/testing/database.ts', 'vitest'],
    ['shared/log/a.engines.test.ts', '../../scripts/engines/redis.ts'],
    ['shared/log/log.ts', 'node:net'],
    ['shared/openapi/shapes.ts', 'vitest'],
  ])('from %s of %s is fine', (path, specifier) => {
    expect(faultOf(path, specifier)).toBeUndefined();
  });

  test('is found in every spelling', () => {
    const text = `
      import a from 'a';
      import type { B } from 'b';
      export * from 'c';
      export { d } from 'd';
      type E = import('e').E;
      await import('f');
      await import(\`g\`);
      await import(computed + 'h');
    `;
    expect(importsOf(parse('x.ts', text)).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  });
});

describe('a circle', () => {
  test('is found through aliases and types, once', () => {
    const files = [
      parse('shared/a.ts', `import type { B } from './b.ts';`),
      parse('shared/b.ts', `export * from '#shared/c.ts';`),
      parse('shared/c.ts', `import './a.ts';`),
      parse('shared/d.ts', `import './a.ts';`),
    ];
    expect(cycles(files)).toEqual(['shared/a.ts → shared/b.ts → shared/c.ts → shared/a.ts']);
  });

  test('is not what two ways to one file are', () => {
    const files = [
      parse('shared/a.ts', `import './b.ts'; import './c.ts';`),
      parse('shared/b.ts', `import './c.ts';`),
      parse('shared/c.ts', ''),
    ];
    expect(cycles(files)).toEqual([]);
  });
});

describe('a domain', () => {
  const path = 'functions/a/domain/x.ts';
  const why = (text: string) =>
    impurities(parse(path, text)).map((fault) => fault.slice(path.length + 2));

  test.each([
    ['const now = Date.now();', 'Date is the clock'],
    ['const now = new Date();', 'Date is the clock'],
    ['const clock = { Date };', 'Date is the clock'],
    ['performance.now();', 'performance is the clock'],
    ['Temporal.Now.plainDateISO();', 'Temporal.Now is the clock'],
    ['setTimeout(f, 1);', 'setTimeout is the clock'],
    ['Math.random();', 'Math.random is chance'],
    ['crypto.randomUUID();', 'crypto is chance'],
    [`fetch('x');`, 'fetch is the network'],
    [`process.env['X'];`, 'process is the machine'],
    [`globalThis['fetch'];`, 'globalThis is the machine'],
    ['import.meta.filename;', 'import.meta is the machine'],
    ['async function f() {}', 'a decision does not wait'],
    ['const f = async () => 1;', 'a decision does not wait'],
    ['const a = await b;', 'a decision does not wait'],
    ['function f(): Promise<void> {}', 'Promise is waiting'],
    ['switch (a) { default: }', 'default: hides the case that was forgotten'],
  ])('that says %s is refused', (text, fault) => {
    expect(why(text)).toEqual([fault]);
  });

  test('may name members, types and words like them', () => {
    const text = `
      interface A { readonly process: string; Date: HotelDate }
      const a = { fetch: 1, crypto: b.process };
      switch (a) { case 1: f(Temporal.PlainDate.from('2026-01-01'), Math.floor(1)); }
      // Date, Math.random(), await
    `;
    expect(why(text)).toEqual([]);
  });

  test('is not its tests, nor the file beside it', () => {
    const text = 'await Date.now();';
    expect(impurities(parse('functions/a/domain/x.test.ts', text))).toEqual([]);
    expect(impurities(parse('functions/a/do-it.ts', text))).toEqual([]);
  });
});
