/** What several databases show, as one: their partitions stand one behind the other. */
import type { Evidence } from './evidence.ts';

export function mergeEvidence(parts: readonly Evidence[]): Evidence {
  const [first, ...others] = parts;
  if (first === undefined) throw new Error('there is nothing to merge');
  if (others.length === 0) return first;
  const placed = parts.map((part, shard) => {
    const before = parts.slice(0, shard).reduce((sum, { outbox }) => sum + outbox.length, 0);
    return {
      facts: part.facts.map((fact) => ({ ...fact, partition: before + fact.partition })),
      topic: part.outbox.map((_, partition) => part.topic[partition] ?? []),
      batches: part.batches.map((each) => ({ ...each, partition: `${shard}: ${each.partition}` })),
      unfinished: part.unfinished.map((what) => `shard ${shard}: ${what}`),
      tables: part.rebuilt.tables.map((each) => ({ ...each, name: `${shard}: ${each.name}` })),
    };
  });
  const sum = (of: (part: Evidence) => number): number =>
    parts.reduce((all, part) => all + of(part), 0);
  return {
    rooms: first.rooms,
    unfinished: placed.flatMap(({ unfinished }) => unfinished),
    reservations: parts.flatMap(({ reservations }) => reservations),
    nights: parts.flatMap(({ nights }) => nights),
    decisions: parts.flatMap(({ decisions }) => decisions),
    facts: placed.flatMap(({ facts }) => facts),
    outbox: parts.flatMap(({ outbox }) => outbox),
    commandsInLog: parts.flatMap(({ commandsInLog }) => commandsInLog),
    notCommands: sum(({ notCommands }) => notCommands),
    topic: placed.flatMap(({ topic }) => topic),
    batches: placed.flatMap(({ batches }) => batches),
    parked: parts.flatMap(({ parked }) => parked),
    recorded: parts.flatMap(({ recorded }) => recorded),
    deadLetters: sum(({ deadLetters }) => deadLetters),
    rebuilt: {
      tables: placed.flatMap(({ tables }) => tables),
      facts: sum(({ rebuilt }) => rebuilt.facts),
      missing: sum(({ rebuilt }) => rebuilt.missing),
      seconds: sum(({ rebuilt }) => rebuilt.seconds),
    },
  };
}
