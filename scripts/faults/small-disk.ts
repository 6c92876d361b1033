/** A disk of its own that can be filled to the last byte: a file system in memory, which takes root and a mount. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type FullDisk =
  | {
      /** A directory on it. */
      readonly mounted: string;
      /** Until nothing fits any more. */
      fill(): Promise<void>;
      free(): Promise<void>;
      remove(): Promise<void>;
    }
  | { readonly missing: string; remove(): Promise<void> };

const pieceBytes = 1024 * 1024;
const smallestBytes = 512;

export async function smallDisk(bytes: number): Promise<FullDisk> {
  const directory = await mkdtemp(join(tmpdir(), 'serai-disk-'));
  const ballast = join(directory, 'ballast');
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'serai-faults', directory]);
  } catch (error) {
    await rm(directory, { recursive: true });
    const why = error instanceof Error ? error.message.split('\n').at(-1) : 'unknown';
    return { missing: `no mount: ${why}`, remove: async () => undefined };
  }
  const mounted = join(directory, 'postgres');
  await mkdir(mounted);
  await chmod(directory, 0o755);
  return {
    mounted,
    async fill() {
      const file = await open(ballast, 'w');
      try {
        for (let size = pieceBytes; size >= smallestBytes; size /= 2)
          await writeUntilFull(file, size);
      } finally {
        await file.close();
      }
    },
    free: () => rm(ballast),
    async remove() {
      await run('umount', [directory]);
      await rm(directory, { recursive: true });
    },
  };
}

async function writeUntilFull(
  file: Awaited<ReturnType<typeof open>>,
  bytes: number,
): Promise<void> {
  const piece = Buffer.alloc(bytes, 1);
  for (;;) {
    try {
      await file.write(piece);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return;
      throw error;
    }
  }
}
