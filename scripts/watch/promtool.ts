/** Prometheus' own judge of rules and queries, on files in a folder that goes away afterwards. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';

/** All rules and cases together take some ten seconds of one core. */
const judgeMsMax = 120_000;

/** What it complains about; nothing when all is well. */
export type Complaint = string | undefined;

export interface Promtool {
  /** Reads every rule and its query. */
  check(rules: unknown): Promise<Complaint>;
  /** Lets time go by over each case's series, evaluates the rules at every step of it and compares. */
  test(rules: unknown, tests: readonly unknown[], every: '1m' | '5m'): Promise<Complaint>;
}

export function promtoolAt(program: string): Promtool {
  async function judge(files: Readonly<Record<string, unknown>>, args: readonly string[]) {
    const folder = await mkdtemp(join(tmpdir(), 'serai-watch-'));
    try {
      for (const [name, value] of Object.entries(files))
        await writeFile(join(folder, name), stringify(value, { aliasDuplicateObjects: false }));
      await promisify(execFile)(program, args, { cwd: folder, timeout: judgeMsMax });
      return undefined;
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      return `${stdout}${stderr}`.trim() || String(error);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return {
    check: (rules) => judge({ 'rules.yaml': rules }, ['check', 'rules', 'rules.yaml']),
    test: (rules, tests, every) =>
      judge(
        {
          'rules.yaml': rules,
          'tests.yaml': { rule_files: ['rules.yaml'], evaluation_interval: every, tests },
        },
        ['test', 'rules', 'tests.yaml'],
      ),
  };
}
