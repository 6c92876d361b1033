import { describe, expect, test } from 'vitest';
import { longFiles, words } from './exceptions.ts';
import {
  isCode,
  isGenerated,
  parse,
  readText,
  repositoryFiles,
  repositorySources,
  type Source,
} from './sources.ts';
import { defaultExports, evasionsOf, meaninglessName, slips, tooLong } from './style.ts';
import { indiscretions, lockFaults } from './text.ts';
import { businessWords } from './words.ts';

const files = repositoryFiles();
const sources = repositorySources();
const binary = /\.(?:png|jpe?g|gif|ico|woff2?|zip|gz|pdf|wasm|cast)$/;

function faults(law: (source: Source) => readonly string[]): readonly string[] {
  return sources.flatMap(law);
}

describe('this repository', () => {
  test('keeps its files short', () => {
    expect(faults((source) => tooLong(source, longFiles))).toEqual([]);
  });

  test('leaves no test out', () => expect(faults(evasionsOf)).toEqual([]));
  test('lets nothing slip', () => expect(faults(slips)).toEqual([]));
  test('exports by default only what runs', () => expect(faults(defaultExports)).toEqual([]));
  test('names its files', () => expect(files.flatMap(meaninglessName)).toEqual([]));

  test('keeps the business out of shared/', () => {
    const others = files.filter((path) => path.startsWith('shared/') && !isCode(path));
    expect([
      ...faults((source) => businessWords(source.path, source, words)),
      ...others.flatMap((path) => businessWords(path, readText(path), words)),
    ]).toEqual([]);
  });

  test('names no registry and nobody’s directory', () => {
    const texts = files.filter((path) => !binary.test(path));
    expect(texts.flatMap((path) => indiscretions(path, readText(path)))).toEqual([]);
  });

  test('installs from wherever it is told, on every platform', () => {
    expect(lockFaults(readText('package-lock.json'))).toEqual([]);
  });

  test('needs every exception it makes', () => {
    const unused = words.filter(({ path, word }) => {
      const source = sources.find((known) => known.path === path);
      return source === undefined || !businessWords(path, source, []).includes(`${path}: ${word}`);
    });
    const short = longFiles.filter(({ path }) =>
      sources.every((source) => source.path !== path || tooLong(source, []).length === 0),
    );
    expect([...unused, ...short]).toEqual([]);
  });
});

describe('a file', () => {
  const lines = (count: number) => parse('a.ts', 'a;\n'.repeat(count));

  test('has 300 lines and no more', () => {
    expect(tooLong(lines(300), [])).toEqual([]);
    expect(tooLong(lines(301), [])).toEqual(['a.ts: 301 lines, at most 300']);
  });

  test('that is an exception does not grow', () => {
    const known = [{ path: 'a.ts', lines: 400, reason: 'a table' }];
    expect(tooLong(lines(400), known)).toEqual([]);
    expect(tooLong(lines(401), known)).toEqual(['a.ts: 401 lines, at most 400']);
  });

  test.each(['shared/utils.ts', 'shared/http/http-helpers.ts', 'schema/index.ts'])(
    'is not called %s',
    (path) => expect(meaninglessName(path)).toEqual([`${path}: a name that says nothing`]),
  );

  test('that is generated is called what its reader expects', () => {
    expect(meaninglessName('schema/data.generated.ts')).toEqual([]);
    expect(isGenerated('schema/data.generated.ts')).toBe(true);
  });
});

describe('a test file', () => {
  test.each([
    ['test.only("a", f)', 'test.only'],
    ['describe.skip("a", f)', 'describe.skip'],
    ['it.todo("a")', 'it.todo'],
    ['test.skipIf(x)("a", f)', 'test.skipIf'],
    ['describe.each([1]).only("a", f)', 'describe.only'],
    ['test.each`a`.skip("a", f)', 'test.skip'],
    ['test("a", (context) => context.skip())', 'context.skip'],
  ])('that says %s is refused', (text, name) => {
    expect(evasionsOf(parse('a.test.ts', text))).toEqual([`a.test.ts: ${name}`]);
  });

  test('may skip over things of its own', () => {
    expect(evasionsOf(parse('a.test.ts', 'reader.skip(3); test("only", f);'))).toEqual([]);
  });
});

describe('code', () => {
  test.each([
    ['console.log(1)', 'console: say it through the log, or to stdout on purpose'],
    ['try { f(); } catch {}', 'an empty catch does not say why'],
    ['try { f(); } /* why */ catch (error) { }', 'an empty catch does not say why'],
    ['// TO' + 'DO later', 'TO' + 'DO in a comment'],
    ['/* FIX' + 'ME */', 'FIX' + 'ME in a comment'],
    ['// @ts-' + 'ignore', '@ts-' + 'ignore in a comment'],
  ])('that says %s is refused', (text, why) => {
    expect(slips(parse('a.ts', text))).toEqual([`a.ts: ${why}`]);
  });

  test('may catch what it explains', () => {
    expect(slips(parse('a.ts', 'try { f(); } catch { /* gone already */ }'))).toEqual([]);
  });
});

describe('a default export', () => {
  const of = (path: string, text: string) => defaultExports(parse(path, text));

  test('declares the function its file is named for', () => {
    const text = `export default http({ name: 'do-it', context: 'a', scale: { name: 'x' } });`;
    expect(of('functions/a/do-it.ts', text)).toEqual([]);
  });

  test('is refused under another name or context', () => {
    const text = `export default http({ name: 'do-that', context: 'b' });`;
    expect(of('functions/a/do-it.ts', text)).toEqual([
      'functions/a/do-it.ts: is named do-that, not as its file',
      'functions/a/do-it.ts: is of b, not of its folder',
    ]);
  });

  test.each(['functions/a/problems.ts', 'functions/a/domain/do-it.ts', 'shared/do-it.ts'])(
    'is refused in %s',
    (path) => {
      const why = `${path}: a default export is a function's declaration`;
      expect(of(path, 'export default 1;')).toEqual([why]);
      expect(of(path, 'const a = 1; export { a as default };')).toEqual([why]);
    },
  );

  test('is what a tool asks for', () => {
    expect(of('vitest.config.ts', 'export default 1;')).toEqual([]);
    expect(of('load/journey.ts', 'export default function () {}')).toEqual([]);
  });
});

describe('shared/', () => {
  const heard = (text: string) =>
    businessWords('shared/a.ts', parse('shared/a.ts', text), []).map((fault) => fault.slice(13));

  test.each([
    ['const guestName = 1;', 'guest'],
    ['const RESERVATIONS = 1;', 'reservation'],
    ['const a = { rate_plan: 1 };', 'rate plan'],
    ['type RatePlans = 1;', 'rate plan'],
    [`const a = 'no such property';`, 'property'],
    ['const a = `select arrival from x`;', 'arrival'],
    ['a.properties;', 'property'],
    ['// as a hotel would', 'hotel'],
    ['class A { #room = 1; }', 'room'],
  ])('does not say %s', (text, word) => expect(heard(text)).toEqual([word]));

  test.each([
    'Object.hasOwnProperty.call(a); Object.defineProperty(a, b, c);',
    'fc.assert(fc.property(a, b));',
    '// no room for more; it stays on arrival',
    'const bathroom = mushrooms;',
  ])('may say %s', (text) => expect(heard(text)).toEqual([]));

  test('is named without the business too, and so are its other files', () => {
    const source = parse('shared/guest/a.ts', '');
    expect(businessWords('shared/guest/a.ts', source, [])).toEqual(['shared/guest/a.ts: guest']);
    expect(businessWords('shared/a.sql', 'create table stays ()', [])).toEqual([
      'shared/a.sql: stay',
    ]);
  });

  test('has exceptions by file and word', () => {
    const source = parse('shared/a.ts', 'const [room, guest] = a;');
    const known = [{ path: 'shared/a.ts', word: 'room', reason: 'free space' }];
    expect(businessWords('shared/a.ts', source, known)).toEqual(['shared/a.ts: guest']);
  });

  test('alone is judged', () => {
    const source = parse('functions/a/b.ts', 'const guest = 1;');
    expect(businessWords('functions/a/b.ts', source, [])).toEqual([]);
  });
});

describe('a text', () => {
  test('names no registry', () => {
    const mirror = ['https://registry.npm', 'js.org/a'].join('');
    expect(indiscretions('a.md', `one\n${mirror}`)).toEqual([
      `a.md:2: names the registry ${['npm', 'js.org'].join('')}`,
    ]);
  });

  test('names nobody’s directory', () => {
    const text = `see "/${'home'}/ann/x" and (/${'work'}/y)`;
    expect(indiscretions('a.md', text)).toEqual(['a.md:1: names a directory of one machine']);
  });

  test('may name routes and addresses', () => {
    expect(indiscretions('a.md', '/v1/work/items https://a.example/home/x ./work/y')).toEqual([]);
  });

  test('of a lock file has no addresses', () => {
    const lock = (found: object) =>
      JSON.stringify({ packages: { '': {}, 'node_modules/a': found } });
    expect(lockFaults(lock({ resolved: 'https://a.example/a.tgz' }))).toEqual([
      'package-lock.json: node_modules/a has an address',
    ]);
    expect(lockFaults(lock({}))).toEqual([]);
  });

  test('of a lock file lacks no platform', () => {
    const lock = (...places: string[]) => {
      const found = Object.fromEntries(places.map((place) => [place, {}]));
      const a = { optionalDependencies: { 'a-arm': '1.0.0' } };
      return JSON.stringify({ packages: { ...found, 'node_modules/a': a } });
    };
    expect(lockFaults(lock())).toEqual([
      'package-lock.json: node_modules/a lacks a-arm, so npm ci refuses it',
    ]);
    expect(lockFaults(lock('node_modules/a-arm'))).toEqual([]);
    expect(lockFaults(lock('node_modules/a/node_modules/a-arm'))).toEqual([]);
  });
});
