/**
 * A house in a file: a line that says what it is, a line with the house's keys and their
 * checksum, and behind them the backup of its database, which has a checksum of its own. Keys of
 * personal data are in a second file, which ends.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { personalKeyTables } from '#schema/personal-keys.ts';
import { commandsTopic } from '#schema/reservations/commands.ts';
import { type BackedUp, backup } from '#shared/database/backup.ts';
import { forgetLeases } from '#shared/database/forget-leases.ts';
import { restore } from '#shared/database/restore.ts';
import { beginWithWhatIsThere } from '#shared/log/begin-with-what-is-there.ts';
import { readKeyFile, writeKeyFile } from './key-backup.ts';
import { houseKeys, keysFile, writePrivately } from './keys.ts';
import { Sorry } from './sorry.ts';

export interface HousePlace {
  /** Of the database's owner. */
  readonly url: string;
  readonly home: string;
}

/**
 * Commands that are decided: a late copy is answered from its decision. The log keeps keys of guests beside
 * what they seal for some days, and a backup would for as long as it lies there.
 */
const leave = {
  'log.batches': `exists (
    select from log.topics topic
    join reservations.consumer_offsets decided on decided.topic_identity = topic.identity
    where topic.id = batches.topic_id and topic.name = '${commandsTopic}'
      and decided.consumer = 'decide-reservations' and decided.partition = batches.partition
      and batches.last_offset < decided.next_offset)`,
};

const format = 'serai-house-1';
/** Two lines: a name and two small keys. */
const headBytesMax = 64 * 1024;

const Head = z.strictObject({ keys: z.string(), sha256: z.string() });

export async function backupHouse(
  { url, home }: HousePlace,
  { to, keysTo, nowMs }: { readonly to: string; readonly keysTo: string; readonly nowMs: number },
): Promise<BackedUp & { readonly keysUntil: string }> {
  for (const file of [to, keysTo])
    if (await isThere(file)) throw new Sorry(`${file} is there already; choose another name.`);
  await houseKeys(home);
  const keys = await readFile(keysFile(home), 'utf8');
  const [whole, database] = [`${to}.part`, `${to}.database.part`];
  const personal = `${keysTo}.database.part`;
  try {
    const apart = { tables: personalKeyTables, to: personal };
    const done = await backup({ url, to: database, apart, leave });
    const head = JSON.stringify({ keys, sha256: sha256(keys) });
    await writeFile(whole, `${format}\n${head}\n`, { mode: 0o600 });
    await pipeline(
      createReadStream(database),
      createWriteStream(whole, { flags: 'a', flush: true }),
    );
    const keysUntil = await writeKeyFile(keysTo, personal, nowMs);
    await rename(whole, to);
    return { ...done, keysUntil };
  } finally {
    await Promise.all([whole, database, personal].map((part) => rm(part, { force: true })));
  }
}

/** Into an empty database and a home without keys, or with the same. */
export async function restoreHouse(
  { url, home }: HousePlace,
  {
    from,
    keysFrom,
    nowMs,
  }: {
    readonly from: string;
    /** Undefined: without keys of personal data. */
    readonly keysFrom: string | undefined;
    readonly nowMs: number;
  },
): Promise<BackedUp> {
  const { keys, headBytes } = await headOf(from);
  const before = await readFile(keysFile(home), 'utf8').catch(() => undefined);
  if (before !== undefined && before !== keys)
    throw new Sorry(
      `${home} is another house's home, with keys of its own; restore into a new one.`,
    );
  const database = `${keysFile(home)}.database.part`;
  const personal = keysFrom === undefined ? undefined : `${keysFile(home)}.personal.part`;
  try {
    await writePrivately(database, '');
    if (keysFrom !== undefined && personal !== undefined)
      await readKeyFile(keysFrom, personal, nowMs);
    await pipeline(createReadStream(from, { start: headBytes }), createWriteStream(database));
    const done = await restore({ url, from: database, apart: personal });
    // Nobody of the house that was backed up is here.
    await forgetLeases(url);
    await beginWithWhatIsThere(url);
    await writePrivately(keysFile(home), keys);
    return done;
  } finally {
    await rm(database, { force: true });
    if (personal !== undefined) await rm(personal, { force: true });
  }
}

async function headOf(from: string): Promise<{ keys: string; headBytes: number }> {
  if (!(await isThere(from))) throw new Sorry(`There is no backup at ${from}.`);
  const file = await open(from);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytesMax), 0, headBytesMax, 0);
    const text = buffer.subarray(0, bytesRead);
    const first = text.indexOf('\n');
    const second = text.indexOf('\n', first + 1);
    if (second === -1 || text.subarray(0, first).toString() !== format)
      throw new Sorry(`${from} is no backup of a house.`);
    const head = Head.safeParse(parse(text.subarray(first + 1, second).toString('utf8')));
    if (!head.success || sha256(head.data.keys) !== head.data.sha256)
      throw new Sorry('The backup is damaged or not whole; use another one.');
    return { keys: head.data.keys, headBytes: second + 1 };
  } finally {
    await file.close();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Damaged: said by the caller.
    return undefined;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
