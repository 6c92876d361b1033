import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { run } from './processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'serai-processes-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie waits for its parent; it runs no more.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('running a line', () => {
  test('gives its exit code and what it wrote', async () => {
    const { exit, output } = await run('echo out; echo err >&2; exit 3', {
      budgetMs: 10_000,
      output: 'keep',
    });
    expect({ exit, lines: output.split('\n').sort() }).toEqual({
      exit: 3,
      lines: ['', 'err', 'out'],
    });
  });

  test('passes variables on', async () => {
    const { output } = await run('printf %s "$REPORT"', {
      budgetMs: 10_000,
      env: { REPORT: 'a b.json' },
      output: 'keep',
    });
    expect(output).toBe('a b.json');
  });

  test('says that a crash is a failure', async () => {
    const { exit } = await run('kill -SEGV $$', { budgetMs: 10_000, output: 'keep' });
    expect(exit).toBe(1);
  });

  test('ends at its budget, with everything it started', async () => {
    const { exit, output, tookMs } = await run('sleep 600 & echo $!; wait', {
      budgetMs: 300,
      output: 'keep',
    });
    expect(exit).toBeNull();
    expect(tookMs).toBeLessThan(9_000);
    expect(alive(Number(output))).toBe(false);
  });

  test('lets what is stopped clean up', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'serai-processes-')), 'cleaned');
    const line = `(trap 'touch ${file}; exit' TERM; while :; do read -t 0.05 <> <(:) || true; done)`;
    await run(line, { budgetMs: 500, output: 'keep' });
    expect(existsSync(file)).toBe(true);
  });

  test('leaves nothing running behind a line that has ended', async () => {
    const { exit, output } = await run('sleep 600 >/dev/null 2>&1 & echo $!', {
      budgetMs: 10_000,
      output: 'keep',
    });
    expect(exit).toBe(0);
    expect(alive(Number(output))).toBe(false);
  });
});
