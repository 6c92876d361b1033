/** Many seeds on several workers, each a process with a database of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { SimulationServer } from './server.ts';
import type { Line, Order } from './worker.ts';

export interface CampaignOptions {
  readonly server: SimulationServer;
  readonly seeds: readonly number[];
  readonly workers: number;
  /** Whose sources run. */
  readonly root: string;
  readonly shortest: boolean;
  /** Ends the whole campaign when it answers true. */
  seen?(line: Line): boolean;
}

export interface Campaign {
  readonly lines: readonly Line[];
  /** Of workers that ended before their seeds did: what they said last. */
  readonly broken: readonly string[];
}

/** As much of a worker's complaint as explains it. */
const complaintCharactersMax = 4_000;

export async function campaign(options: CampaignOptions): Promise<Campaign> {
  const { server, seeds, workers, root } = options;
  const lines: Line[] = [];
  const broken: string[] = [];
  const children: ChildProcess[] = [];
  const running = Array.from({ length: workers }, async (_, worker) => {
    const mine = seeds.filter((_seed, at) => at % workers === worker);
    if (mine.length === 0) return;
    const order: Order = { url: await server.database(), seeds: mine, shortest: options.shortest };
    const child = spawn(
      process.execPath,
      [join(root, 'scripts/simulation/worker.ts'), JSON.stringify(order)],
      { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    children.push(child);
    let complaint = '';
    child.stderr.on('data', (bytes) => {
      complaint = `${complaint}${bytes}`.slice(-complaintCharactersMax);
    });
    const code = new Promise<number | null>((resolve) => child.on('close', resolve));
    for await (const text of createInterface({ input: child.stdout })) {
      const line: Line = JSON.parse(text);
      lines.push(line);
      if (options.seen?.(line) === true) for (const each of children) each.kill();
    }
    if ((await code) !== 0 && !children.some(({ killed }) => killed))
      broken.push(complaint.trim() || 'a worker ended without a word');
  });
  await Promise.all(running);
  return { lines: lines.toSorted((one, other) => one.seed - other.seed), broken };
}
