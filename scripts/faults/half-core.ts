/** Half a core for some processes together, by the kernel's own accounting: control groups of either version. */
import { existsSync } from 'node:fs';
import { mkdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export type HalfCore =
  | {
      /** They go before the other work of the machine; without a limit yet. */
      add(pids: readonly number[]): Promise<void>;
      limit(): Promise<void>;
      remove(): Promise<void>;
    }
  | { readonly missing: string };

/** Short periods, so that a process is not kept waiting for as long as an answer may take. */
const periodUs = 10_000;
const quotaUs = 5_000;
/** A quota is a limit and no promise: beside other work it is there because the group goes first. */
const sharesMax = 262_144;
const weightMax = 10_000;
const roots = ['/sys/fs/cgroup/cpu', '/sys/fs/cgroup/unified', '/sys/fs/cgroup'] as const;
/** The kernel lets go of a killed process a moment after its parent heard of it. */
const removeAttemptsMax = 50;
const pollMs = 20;

export async function halfCore(): Promise<HalfCore> {
  const reasons: string[] = [];
  for (const root of roots.filter((each) => existsSync(join(each, 'cgroup.procs')))) {
    const directory = join(root, `serai-faults-${process.pid}`);
    try {
      await mkdir(directory);
      const limit = await precede(directory);
      return {
        limit,
        async add(pids) {
          for (const pid of pids) await writeFile(join(directory, 'cgroup.procs'), `${pid}`);
        },
        remove: () => removePatiently(directory),
      };
    } catch (error) {
      await rmdir(directory).catch(() => undefined);
      reasons.push(`${root}: ${error instanceof Error ? error.message : 'unknown'}`);
    }
  }
  return { missing: reasons.length === 0 ? 'no control groups' : reasons.join('; ') };
}

/** Resolves with what sets the limit, in the words of this kernel's version. */
async function precede(directory: string): Promise<() => Promise<void>> {
  const write = (name: string, text: string) => writeFile(join(directory, name), text);
  if (existsSync(join(directory, 'cpu.cfs_quota_us'))) {
    await write('cpu.shares', `${sharesMax}`);
    await write('cpu.cfs_period_us', `${periodUs}`);
    return () => write('cpu.cfs_quota_us', `${quotaUs}`);
  }
  if (!existsSync(join(directory, 'cpu.max'))) throw new Error('no cpu controller');
  await write('cpu.weight', `${weightMax}`);
  return () => write('cpu.max', `${quotaUs} ${periodUs}`);
}

async function removePatiently(directory: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rmdir(directory);
      return;
    } catch (error) {
      if (attempt === removeAttemptsMax) throw error;
      await delay(pollMs);
    }
  }
}
