/** One process at a time owns a directory; what a killed one left behind is taken over. */
import { link, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupProblem } from './setup-problem.ts';

/** A number may be given to another process later; number and start time together are not. */
interface Owner {
  readonly pid: number;
  readonly startedAt: string;
}

/** Between looking and taking, others may come and go; more often than this is a fault. */
const attemptsMax = 10;

/** Resolves with the release; rejects with `SetupProblem` naming the process that has it. */
export async function ownDirectory(directory: string): Promise<() => Promise<void>> {
  const file = join(directory, 'owner.json');
  const mine = JSON.stringify({ pid: process.pid, startedAt: await startOf(process.pid) });
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    if (await writeWhole(file, mine)) {
      return () => rm(file, { force: true });
    }
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) {
      continue;
    }
    const { pid, startedAt }: Owner = JSON.parse(text);
    if ((await startOf(pid)) === startedAt) {
      throw new SetupProblem(`${directory} is in use by process ${pid}.`);
    }
    await takeAway(file, text);
  }
  throw new SetupProblem(`${directory} is being taken by several processes at once.`);
}

/** Appears with its content or not at all, so that nobody reads half an owner. */
async function writeWhole(file: string, text: string): Promise<boolean> {
  const part = `${file}.${process.pid}`;
  const handle = await open(part, 'w', 0o644);
  await handle.writeFile(text);
  await handle.close();
  try {
    await link(part, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      return false;
    }
    throw error;
  } finally {
    await rm(part, { force: true });
  }
}

/** Only the stale owner goes: one that another process has put there meanwhile is put back. */
async function takeAway(file: string, stale: string): Promise<void> {
  const aside = `${file}.${process.pid}.stale`;
  try {
    await rename(file, aside);
    if ((await readFile(aside, 'utf8')) !== stale) {
      await link(aside, file);
    }
  } catch {
    // Another process was quicker; the next look tells who has it.
  } finally {
    await rm(aside, { force: true });
  }
}

/** When a process started, in whatever unit the system has; empty when it is not there. */
async function startOf(pid: number): Promise<string> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) {
      return '';
    }
  }
  try {
    const fields = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name, the second field, may hold spaces and brackets: count after its last bracket.
    return fields.slice(fields.lastIndexOf(')') + 2).split(' ')[19] ?? 'running';
  } catch {
    return 'running'; // a system without /proc
  }
}
