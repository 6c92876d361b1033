import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { refusal, writeFunction } from './new-function.ts';

const checkout = join(import.meta.dirname, '..');
const root = mkdtempSync(join(tmpdir(), 'serai-new-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
mkdirSync(join(root, 'functions', 'billing'), { recursive: true });
writeFileSync(join(root, 'functions', 'billing', 'post-charge.ts'), '');

const wish = { context: 'billing', name: 'void-charge', newContext: false };

describe('a new function', () => {
  test.each([
    [{ context: '' }, 'CONTEXT is one lower-case word'],
    [{ context: '../billing' }, 'CONTEXT is one lower-case word'],
    [{ context: 'Billing' }, 'CONTEXT is one lower-case word'],
    [{ name: 'charge' }, 'NAME says what it does to what'],
    [{ name: 'voidCharge' }, 'NAME says what it does to what'],
    [{ name: 'void_charge' }, 'NAME says what it does to what'],
    [{ name: 'void-charge-' }, 'NAME says what it does to what'],
    [{ name: `void-${'c'.repeat(38)}` }, 'NAME has 43 characters; 42 fit'],
    [{ context: 'ledger' }, 'there is no functions/ledger; say NEW=1'],
    [{ name: 'post-charge' }, 'functions/billing/post-charge.ts exists'],
    [{ context: 'ledger', newContext: true, name: 'post-charge' }, 'post-charge.ts exists'],
  ])('with %j is refused', (change, why) => {
    expect(refusal(root, { ...wish, ...change })).toContain(why);
  });

  test.each([{}, { name: `void-${'c'.repeat(37)}` }, { context: 'ledger', newContext: true }])(
    'with %j is fine',
    (change) => {
      expect(refusal(root, { ...wish, ...change })).toBeUndefined();
    },
  );

  test('compiles, is as the linter wants it, and its test says what to do', () => {
    // It stands in a context of its own beside the real rooms, so that it is judged as it will be.
    const house = join(root, 'house');
    mkdirSync(house);
    for (const entry of ['node_modules', 'shared', 'schema', 'package.json', 'tsconfig.json']) {
      symlinkSync(join(checkout, entry), join(house, entry));
    }
    const files = writeFunction(house, { ...wish, newContext: true });
    expect(files).toEqual([
      'functions/billing/void-charge.ts',
      'functions/billing/void-charge.test.ts',
    ]);
    const modules = join(checkout, 'node_modules');
    const node = (script: string, ...args: string[]) =>
      spawnSync(process.execPath, [join(modules, script), ...args], {
        cwd: house,
        encoding: 'utf8',
      });
    writeFileSync(
      join(house, 'tsconfig.new.json'),
      JSON.stringify({ extends: './tsconfig.json', include: ['functions'] }),
    );
    const types = node('typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.new.json');
    expect(types.stdout).toBe('');
    const text = readFileSync(join(house, 'functions/billing/void-charge.test.ts'), 'utf8');
    const config = join(checkout, 'biome.json');
    for (const file of files) {
      const lint = spawnSync(
        process.execPath,
        [
          join(modules, '@biomejs/biome/bin/biome'),
          'check',
          '--write',
          `--config-path=${config}`,
          '--vcs-enabled=false',
          `--stdin-file-path=${file}`,
        ],
        { cwd: house, encoding: 'utf8', input: readFileSync(join(house, file), 'utf8') },
      );
      expect(lint.stdout).toBe(readFileSync(join(house, file), 'utf8'));
    }
    expect(text).toContain('write here what a client sends and what it sees');
  });

  test('does not overwrite', () => {
    writeFunction(root, { ...wish, name: 'move-charge' });
    expect(() => writeFunction(root, { ...wish, name: 'move-charge' })).toThrow('EEXIST');
  });
});
