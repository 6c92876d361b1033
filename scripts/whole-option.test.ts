import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';

/** How a command ends, and what it says. */
function command(script: string, ...options: readonly string[]) {
  const { status, stderr, stdout } = spawnSync(process.execPath, [script, ...options], {
    cwd: `${import.meta.dirname}/..`,
    encoding: 'utf8',
    timeout: 30_000,
  });
  return { status, said: `${stderr}${stdout}`.trim() };
}

describe('A number that is none ends a command before it has begun', () => {
  test.each([
    ['simulation', '--seeds', 'many', 'SEEDS is a whole number from 1 on, not "many".'],
    ['simulation', '--from', '0', 'FROM is a whole number from 1 on, not "0".'],
    ['simulation', '--seed', '1.5', 'SEED is a whole number from 1 on, not "1.5".'],
    ['hostile', '--cases', '1e3', 'CASES is a whole number from 1 on, not "1e3".'],
    ['faults', '--times', '', 'TIMES is a whole number from 1 on, not "".'],
    ['load', '--rate', '-1', 'RATE is a whole number from 1 on, not "-1".'],
  ])('%s %s "%s"', (folder, option, text, sentence) => {
    const names = folder === 'load' ? ['front-desk-day'] : [];
    const ended = command(`scripts/${folder}/main.ts`, ...names, `${option}=${text}`);
    expect(ended).toEqual({ status: 64, said: sentence });
  });
});
