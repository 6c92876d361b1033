/**
 * Keys of personal data in a file of their own, which ends: a line that says what it is and when, and
 * behind it the backup of their tables. An expired file is not read, and is deleted by the next backup beside it.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { keyBackupsKeepDays } from '#schema/personal-keys.ts';
import { Sorry } from './sorry.ts';

const dayMs = 86_400_000;
/** `serai-keys-1 2026-12-29T01:20:00.000Z` */
const firstLine = /^serai-keys-1 (\d{4}-\d\d-\d\dT[\d:.]{12}Z)\n/;
const firstLineBytes = 'serai-keys-1 2026-12-29T01:20:00.000Z\n'.length;

/** Puts the line before what `from` holds. */
export async function writeKeyFile(to: string, from: string, nowMs: number): Promise<string> {
  const until = new Date(nowMs + keyBackupsKeepDays * dayMs).toISOString();
  const part = `${to}.part`;
  try {
    await writeFile(part, `serai-keys-1 ${until}\n`, { mode: 0o600 });
    await pipeline(createReadStream(from), createWriteStream(part, { flags: 'a', flush: true }));
    await rename(part, to);
    return until;
  } finally {
    await rm(part, { force: true });
  }
}

/** Writes what is behind the line; an expired file is refused. */
export async function readKeyFile(from: string, to: string, nowMs: number): Promise<void> {
  const until = await keysUntil(from);
  if (until === undefined) throw new Sorry(`${from} is no backup of keys.`);
  if (Date.parse(until) <= nowMs)
    throw new Sorry(`The keys in ${from} have expired on ${until}; delete it.`);
  await pipeline(
    createReadStream(from, { start: firstLineBytes }),
    createWriteStream(to, { mode: 0o600 }),
  );
}

/** Resolves with the files that were deleted; what is no backup of keys stays. */
export async function expireKeyFiles(directory: string, nowMs: number): Promise<readonly string[]> {
  const expired: string[] = [];
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(directory, entry.name);
    const until = await keysUntil(file);
    if (until === undefined || Date.parse(until) > nowMs) continue;
    await rm(file);
    expired.push(file);
  }
  return expired;
}

/** Undefined: it is no backup of keys. */
async function keysUntil(file: string): Promise<string | undefined> {
  const opened = await open(file).catch(() => undefined);
  if (opened === undefined) return undefined;
  try {
    const { buffer, bytesRead } = await opened.read(
      ...[Buffer.alloc(firstLineBytes), 0, firstLineBytes, 0],
    );
    return firstLine.exec(buffer.toString('latin1', 0, bytesRead))?.[1];
  } finally {
    await opened.close();
  }
}
