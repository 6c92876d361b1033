/** CPU time of whole process trees as the kernel counts it, and the memory of one process. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `/proc` counts in ticks of 10 ms on every Linux that Node runs on. */
const tickUs = 10_000;
/** A child that ends while its tree is read would count twice or not at all; it is read again then. */
const readsMax = 20;

interface Stat {
  readonly parent: number;
  readonly ownTicks: number;
  /** Of children that have ended and were waited for. */
  readonly endedTicks: number;
}

/** Undefined once the process is gone. The name in parentheses may hold anything, so fields count from its end. */
function statOf(pid: number): Stat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // It ended since its number was read.
    return undefined;
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const at = (index: number): number => Number(fields[index]);
  return { parent: at(1), ownTicks: at(11) + at(12), endedTicks: at(13) + at(14) };
}

function childrenOf(pid: number): readonly Stat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? [])
    .filter(({ parent }) => parent === pid);
}

/** Microseconds of one process with its children, those that ended included. */
export function treeCpuUs(pid: number): number {
  for (let read = 1; ; read += 1) {
    const before = statOf(pid);
    const children = childrenOf(pid);
    const after = statOf(pid);
    if (before === undefined || after === undefined) throw new Error(`process ${pid} is gone`);
    if (before.endedTicks === after.endedTicks || read === readsMax) {
      const live = children.reduce((sum, child) => sum + child.ownTicks, 0);
      return (after.ownTicks + after.endedTicks + live) * tickUs;
    }
  }
}

/** Microseconds of one process, all its threads, without children. */
export function processCpuUs(pid: number): number {
  const stat = statOf(pid);
  if (stat === undefined) throw new Error(`process ${pid} is gone`);
  return stat.ownTicks * tickUs;
}

/** Microseconds of this process, all threads, the collector's too, to the microsecond. */
export function ownCpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Microseconds of this process's children that have ended, theirs included: exact, unlike a last look at one that ends. */
export function endedChildrenCpuUs(): number {
  const stat = statOf(process.pid);
  if (stat === undefined) throw new Error('this process is not in /proc');
  return stat.endedTicks * tickUs;
}

/** Bytes: what the process holds now, and the most it ever held; undefined once it is gone. */
export function memoryOf(pid: number): { readonly now: number; readonly peak: number } | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    // It ended since it was last looked at.
    return undefined;
  }
  const bytesOf = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1] ?? 0) * 1024;
  return { now: bytesOf('VmRSS'), peak: bytesOf('VmHWM') };
}

/** The main process of a server that keeps its files in this directory. */
export function postmasterPid(directory: string): number {
  return Number(readFileSync(join(directory, 'data/postmaster.pid'), 'utf8').split('\n')[0]);
}
