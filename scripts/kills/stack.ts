/** The booking path as processes that can be killed one by one, the database among them, each back at its old place. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type EmbeddedPostgres, embeddedPostgres } from '#shared/database/embedded.ts';
import { migrate } from '#shared/database/migrate.ts';
import { freePort } from '../engines/free-port.ts';
import {
  buildBundles,
  type FunctionProcess,
  makeTopics,
  type Signing,
  signing,
  startFunction,
} from '../testing/bundles.ts';

export const components = ['submit', 'decide', 'relay', 'project', 'postgres'] as const;
export type Component = (typeof components)[number];

interface Slot {
  readonly component: Component;
  readonly name: string;
  readonly port: number;
  running: FunctionProcess;
}

export interface Stack {
  readonly databaseUrl: string;
  readonly door: string;
  /** Of the function that is only needed at the beginning. */
  readonly opening: string;
  readonly signing: Signing;
  /** One entry for each process: as often as a random choice should meet it. */
  readonly targets: readonly Component[];
  /**
   * SIGKILL, at once. Everything else stands still until `goOn`, so that what is looked at is what
   * the kill left. The database is restarted before this resolves: nobody else can touch it.
   */
  kill(component: Component): Promise<void>;
  /** The others go on, and what was killed is started again. */
  goOn(): void;
  /** Every process answers its probe. */
  ready(): Promise<void>;
  /** What the processes wrote, for whoever looks for a fault. */
  output(): string;
  stop(): Promise<void>;
}

const names: readonly (readonly [Component, string])[] = [
  ['submit', 'submit-reservation'],
  ['decide', 'decide-reservations'],
  ['decide', 'decide-reservations'],
  ['relay', 'relay-reservations'],
  ['project', 'project-arrivals'],
];
/** The shortest that a busy small machine can keep. */
const leaseMs = 1_500;
/** Backends notice that their server is gone when they next wait; until then it cannot start. */
const restartMsMax = 30_000;
const readyMsMax = 30_000;
const pollMs = 25;

export async function startStack(opening: string): Promise<Stack> {
  const keys = await signing();
  const bundles = await buildBundles([...names.map(([, name]) => name), opening]);
  const home = await mkdtemp(join(tmpdir(), 'serai-kills-'));
  let server: EmbeddedPostgres = await embeddedPostgres({ directory: join(home, 'postgres') });
  const { url: databaseUrl, directory } = server;
  await migrate({ url: databaseUrl });
  await makeTopics(databaseUrl);
  const written: string[] = [];

  function begin(name: string, port: number): FunctionProcess {
    return startFunction(bundles, name, {
      ...keys.env,
      DATABASE_URL: databaseUrl,
      SERAI_LEASE_MS: String(leaseMs),
      PORT: String(port),
    });
  }

  const slots: Slot[] = [];
  for (const [component, name] of [...names, ['submit', opening] as const]) {
    const port = await freePort();
    slots.push({ component, name, port, running: begin(name, port) });
  }
  const [door] = slots;
  if (door === undefined) throw new Error('a stack without a door');
  let killed: Slot | undefined;

  function signalAll(name: NodeJS.Signals): void {
    for (const slot of slots) if (slot !== killed) slot.running.child.kill(name);
  }

  async function restartDatabase(): Promise<void> {
    await server.stop();
    const deadlineMs = performance.now() + restartMsMax;
    for (;;) {
      try {
        server = await embeddedPostgres({ directory, port: Number(new URL(databaseUrl).port) });
        return;
      } catch (error) {
        if (performance.now() > deadlineMs) throw error;
        await delay(pollMs);
      }
    }
  }

  return {
    databaseUrl,
    door: `http://127.0.0.1:${door.port}`,
    opening: `http://127.0.0.1:${slots.at(-1)?.port}`,
    signing: keys,
    targets: [...names.map(([component]) => component), 'postgres'],
    async kill(component) {
      if (component === 'postgres') {
        process.kill(await postmaster(directory), 'SIGKILL');
        signalAll('SIGSTOP');
        await restartDatabase();
        return;
      }
      const candidates = slots.filter(
        (slot) => slot.component === component && slot.name !== opening,
      );
      killed = candidates[Math.floor(Math.random() * candidates.length)];
      killed?.running.child.kill('SIGKILL');
      signalAll('SIGSTOP');
      await killed?.running.ended;
    },
    goOn() {
      signalAll('SIGCONT');
      if (killed === undefined) return;
      written.push(killed.running.output());
      killed.running = begin(killed.name, killed.port);
      killed = undefined;
    },
    async ready() {
      const deadlineMs = performance.now() + readyMsMax;
      for (const { name, port } of slots) {
        while (!(await isReady(`http://127.0.0.1:${port}/readyz`))) {
          if (performance.now() > deadlineMs) throw new Error(`${name} is not ready`);
          await delay(pollMs);
        }
      }
    },
    output: () => [...written, ...slots.map(({ running }) => running.output())].join('\n'),
    async stop() {
      signalAll('SIGKILL');
      await Promise.all(slots.map(({ running }) => running.ended));
      await server.stop();
      await bundles.remove();
      await rm(home, { recursive: true });
    },
  };
}

async function postmaster(directory: string): Promise<number> {
  return Number((await readFile(join(directory, 'data/postmaster.pid'), 'utf8')).split('\n')[0]);
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    // Nobody there yet.
    return false;
  }
}
