/** What the processes of a product hold in memory together, as the kernel counts it. */
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { World } from './world.ts';

const pageBytes = 4_096;
const watchMs = 200;

/** Of all processes of the product together. */
export async function residentBytes({ stack }: World): Promise<number> {
  const pages = await Promise.all(
    stack.slots.map(async ({ pid }) =>
      Number((await readFile(`/proc/${pid()}/statm`, 'utf8')).split(' ')[1]),
    ),
  );
  return pages.reduce((sum, each) => sum + each, 0) * pageBytes;
}

export function watchMemory(world: World): { stop(): Promise<number> } {
  let most = 0;
  let over = false;
  const watching = (async () => {
    while (!over) {
      most = Math.max(most, await residentBytes(world));
      await delay(watchMs);
    }
  })();
  return {
    async stop() {
      over = true;
      await watching;
      return most;
    },
  };
}
