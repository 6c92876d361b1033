import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { wholeOf } from './whole-option.ts';

/** How a command ends, and what it says. */
function command(script: string, ...options: readonly string[]) {
  const { status, stderr, stdout } = spawnSync(process.execPath, [script, ...options], {
    cwd: `${import.meta.dirname}/..`,
    encoding: 'utf8',
    timeout: 30_000,
  });
  return { status, said: `${stderr}${stdout}`.trim() };
}

describe('A rate', () => {
  test('is a whole number above nothing', () => {
    expect(['1', '500', '999999'].map((text) => wholeOf(text))).toEqual([1, 500, 999_999]);
    expect(['', '0', '1.5', '-1', 'x', '1e3', '1000000'].map((text) => wholeOf(text))).toEqual(
      Array.from({ length: 7 }, () => undefined),
    );
  });
});

describe('A number that is none ends a command before it has begun', () => {
  test.each([
    ['simulation', '--seeds', 'many', 'SEEDS is a whole number from 1 to 999999, not "many".'],
    ['simulation', '--from', '0', 'FROM is a whole number from 1 to 4294967296, not "0".'],
    ['simulation', '--seed', '1.5', 'SEED is a whole number from 0 to 4294967296, not "1.5".'],
    ['hostile', '--cases', '1e3', 'CASES is a whole number from 1 to 999999, not "1e3".'],
    ['faults', '--times', '', 'TIMES is a whole number from 1 to 999999, not "".'],
    ['load', '--rate', '1000000', 'RATE is a whole number from 1 to 999999, not "1000000".'],
    ['load', '--rate', '-1', 'RATE is a whole number from 1 to 999999, not "-1".'],
  ])('%s %s "%s"', (folder, option, text, sentence) => {
    const names = folder === 'load' ? ['front-desk-day'] : [];
    const ended = command(`scripts/${folder}/main.ts`, ...names, `${option}=${text}`);
    expect(ended).toEqual({ status: 64, said: sentence });
  });
});
