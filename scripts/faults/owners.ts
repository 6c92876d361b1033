/** Who decides which partitions, and how far they have come: asked of the database, not of the deciders. */
import { setTimeout as delay } from 'node:timers/promises';
import { commandsTopic } from '#schema/reservations/commands.ts';
import decideReservations from '../../functions/reservations/decide-reservations.ts';
import type { World } from './world.ts';

interface Lease {
  readonly partition: number;
  readonly owner: string;
  readonly epoch: number;
  readonly next: number;
}

const leases = `
  select partition, owner, epoch::integer, coalesce(next_offset, 0)::integer as next
  from log.leases join log.topics on id = topic_id
  left join reservations.consumer_offsets using (partition)
  where name = $1 and consumer_group = $2 and coalesce(consumer, $2) = $2
    and owner is not null and expires_at > now()
  order by partition`;

/** Leases end, processes start and a busy machine stands still: together less than this. */
const waitMsMax = 60_000;
const pollMs = 50;

/** By database. */
type Leases = readonly (readonly Lease[])[];

async function leasesOf(world: World): Promise<Leases> {
  const all: Lease[][] = [];
  for (const databaseUrl of world.databases)
    all.push(
      await world.withOwner(
        async (owner) =>
          (await owner.query<Lease>(leases, [commandsTopic, decideReservations.name])).rows,
        databaseUrl,
      ),
    );
  return all;
}

function byOwner(of: readonly Lease[]): Map<string, Lease[]> {
  return Map.groupBy(of, ({ owner }) => owner);
}

/** Waits until in every database so many deciders share all partitions evenly. */
export async function shared(
  world: World,
  deciders: number,
  partitionsEach: number,
): Promise<void> {
  const share = partitionsEach / deciders;
  await eventually(
    `${deciders} deciders with ${share} partitions of every database each`,
    async () => {
      const now = await leasesOf(world);
      const even = now.every((of) => {
        const owners = [...byOwner(of).values()];
        return owners.length === deciders && owners.every(({ length }) => length === share);
      });
      return even || undefined;
    },
  );
}

/**
 * Waits until so many owners in every database have each decided something; resolves with how much
 * each did. What a partition moved counts for who owned it at two looks without a gap between: on a
 * machine that stands still leases end, and their owners take them again.
 */
export async function decidedByEach(world: World, deciders: number): Promise<readonly number[]> {
  const decided = world.databases.map(() => new Map<string, number>());
  let before = await leasesOf(world);
  return eventually(`each of ${deciders} deciders has decided something`, async () => {
    const now = await leasesOf(world);
    for (const [shard, of] of now.entries())
      for (const lease of of) {
        const then = before[shard]?.find(({ partition }) => partition === lease.partition);
        if (then?.owner !== lease.owner || then.epoch !== lease.epoch) continue;
        const sum = (decided[shard]?.get(lease.owner) ?? 0) + lease.next - then.next;
        decided[shard]?.set(lease.owner, sum);
      }
    before = now;
    const counts = now.flatMap((of, shard) =>
      [...byOwner(of).keys()].map((owner) => decided[shard]?.get(owner) ?? 0),
    );
    const isAll = counts.length === deciders * now.length && counts.every((count) => count > 0);
    return isAll ? counts : undefined;
  });
}

async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadlineMs = performance.now() + waitMsMax;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadlineMs) throw new Error(`it never came to be: ${what}`);
    await delay(pollMs);
  }
}
