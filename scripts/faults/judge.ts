/** Judges from outside whether anything was lost, doubled or sold twice. Pure: what it is shown is all it knows. */
import { derivedId } from '#shared/commands/command.ts';
import type { Evidence } from './evidence.ts';
import type { Intent, Journal } from './journal.ts';

type Kept = Pick<Journal, 'intents' | 'surprises'>;

/** One sentence per fault. */
export function judge(journal: Kept, evidence: Evidence): string[] {
  return [
    ...journal.surprises.map((what) => `somebody was answered ${what}`),
    ...finished(evidence),
    ...answers(journal),
    ...bookings(journal, evidence),
    ...openings(journal, evidence),
    ...decisions(journal, evidence),
    ...nights(evidence),
    ...positions(evidence),
    ...offsets(evidence),
    ...projection(evidence),
  ];
}

/** Nothing waits for ever, and only what is no command was put aside. */
function* finished(evidence: Evidence): Generator<string> {
  const { unfinished, parked, notCommands, deadLetters } = evidence;
  yield* unfinished;
  if (parked.length !== notCommands)
    yield `${parked.length} records were parked, ${notCommands} are no commands: ${parked.slice(0, 3).join('; ')}`;
  if (deadLetters > 0) yield `${deadLetters} facts went to the dead letters`;
}

/** Every key has an answer, and the same whenever it was asked. */
function* answers({ intents }: Kept): Generator<string> {
  for (const { key, answers: given } of intents) {
    const [first] = given;
    if (first === undefined) yield `the key ${key} has no answer`;
    for (const { status, id } of given) {
      if (status !== first?.status || id !== first.id)
        yield `the key ${key} was answered ${first?.status} and ${status}`;
    }
  }
}

/** What was acknowledged is there exactly once, and nothing else is. */
function* bookings({ intents }: Kept, evidence: Evidence): Generator<string> {
  const there = count(evidence.reservations.map(({ id }) => id));
  const confirmed = countFacts(evidence, 'reservation.confirmed.v1');
  const wanted = new Set<string>();
  for (const { id, commandId } of taken(intents, 'book', evidence)) {
    if (wanted.has(id)) yield `the reservation ${id} was given to two keys`;
    wanted.add(id);
    if (id !== derivedId(`reservation\n${commandId}`, commandId))
      yield `the reservation ${id} is not its key's`;
    if (there.get(id) !== 1)
      yield `the reservation ${id} was acknowledged and is there ${there.get(id) ?? 0} times`;
    if (confirmed.get(id) !== 1)
      yield `the reservation ${id} was confirmed ${confirmed.get(id) ?? 0} times`;
  }
  for (const id of there.keys()) if (!wanted.has(id)) yield `the reservation ${id} is nobody's`;
  for (const id of confirmed.keys())
    if (!wanted.has(id)) yield `a fact confirms ${id}, which is nobody's`;
}

/** The same of properties, up to what their subscriber has recorded. */
function* openings({ intents }: Kept, evidence: Evidence): Generator<string> {
  const recorded = count(evidence.recorded);
  const opened = countFacts(evidence, 'property.opened.v1');
  const wanted = new Set<string>();
  for (const { id, commandId } of taken(intents, 'open', evidence)) {
    wanted.add(id);
    if (id !== derivedId(`property\n${commandId}`)) yield `the property ${id} is not its key's`;
    if (opened.get(id) !== 1) yield `the property ${id} was opened ${opened.get(id) ?? 0} times`;
    if (recorded.get(id) !== 1)
      yield `the property ${id} was acknowledged and is recorded ${recorded.get(id) ?? 0} times`;
  }
  for (const id of recorded.keys()) if (!wanted.has(id)) yield `the property ${id} is nobody's`;
}

/** Ids that stand for something: said to be taken, or acknowledged and then decided so. */
function* taken(
  intents: readonly Intent[],
  kind: Intent['kind'],
  { decisions: rows }: Evidence,
): Generator<{ readonly id: string; readonly commandId: string }> {
  const accepted = new Set(rows.flatMap(({ id, outcome }) => (outcome === 'accepted' ? [id] : [])));
  for (const intent of intents) {
    const [first] = intent.answers;
    if (intent.kind !== kind || first?.id === undefined) continue;
    if (first.status === 202 && !accepted.has(intent.commandId)) continue;
    yield { id: first.id, commandId: intent.commandId };
  }
}

function countFacts({ facts }: Evidence, wanted: string): Map<string, number> {
  return count(facts.filter(({ type }) => type === wanted).map(({ subject }) => subject));
}

/** Every command the log has is decided once, and what clients heard is what was decided. */
function* decisions(
  { intents }: Kept,
  { decisions: rows, commandsInLog, facts }: Evidence,
): Generator<string> {
  const outcomes = new Map(rows.map(({ id, outcome }) => [id, outcome]));
  if (outcomes.size !== rows.length) yield 'a command has two decisions';
  for (const id of new Set(commandsInLog))
    if (!outcomes.has(id)) yield `the command ${id} is undecided`;
  const logged = new Set(commandsInLog);
  for (const { id } of rows)
    if (!logged.has(id)) yield `the command ${id} was decided and never sent`;
  for (const intent of intents) yield* heard(intent, outcomes.get(intent.commandId));
  for (const [id, times] of count(facts.map(({ command, type }) => `${command} ${type}`)))
    if (times > 1) yield `the command ${id} was decided ${times} times`;
}

function* heard({ key, answers: given }: Intent, outcome: string | undefined): Generator<string> {
  const status = given[0]?.status;
  if (status === undefined) return;
  if (status === 202) {
    if (outcome === undefined) yield `the key ${key} was acknowledged and never decided`;
  } else if ((status === 201) !== (outcome === 'accepted'))
    yield `the key ${key} was answered ${status} and decided as ${outcome}`;
}

/** The writer's figures of all room types together stand under this name. */
const house = 'house';

/** No night above its limit, and the writer's figures are those of its reservations. */
function* nights({ reservations, nights: rows, rooms }: Evidence): Generator<string> {
  const slept = new Map<string, number>();
  for (const { property, roomType, from, to } of reservations) {
    for (let night = from; night < to; night += 1) {
      for (const scope of [roomType, house]) {
        const key = `${property} ${scope} ${night}`;
        const sold = (slept.get(key) ?? 0) + 1;
        slept.set(key, sold);
        const limit = rooms.get(property) ?? 1;
        if (scope === roomType && sold > limit)
          yield `room ${sold} of ${limit} was sold for ${key}`;
      }
    }
  }
  for (const { property, roomType, night, sold } of rows) {
    const key = `${property} ${roomType} ${night}`;
    const real = slept.get(key) ?? 0;
    slept.delete(key);
    if (sold !== real) yield `the writer counts ${sold} rooms for ${key}, and ${real} are booked`;
  }
  for (const [key, sold] of slept)
    yield `the writer counts no room for ${key}, and ${sold} are booked`;
}

/** Facts stand at 0, 1, 2 … in the outbox, and arrive in that order in the topic, copies aside. */
function* positions({ facts, outbox, topic }: Evidence): Generator<string> {
  for (const [partition, next] of outbox.entries()) {
    const kept = facts.filter((fact) => fact.partition === partition);
    const moved = kept.findIndex(({ position }, at) => position !== at);
    const gap = moved === -1 ? kept.length : moved;
    if (gap !== next || kept.length !== next)
      yield `the outbox ${partition} has ${kept.length} facts up to ${next}, the first gap at ${gap}`;
    let expected = 0;
    for (const position of topic[partition] ?? []) {
      if (position > expected) yield `the topic ${partition} jumps from ${expected} to ${position}`;
      if (position >= expected) expected = position + 1;
    }
    if (expected !== next)
      yield `the topic ${partition} ends at ${expected}, the outbox at ${next}`;
  }
}

/** Batches touch each other from the first kept offset to the next one. */
function* offsets({ batches }: Evidence): Generator<string> {
  for (const { partition, first, next, ends, counts } of batches) {
    let expected = first;
    for (const [at, end] of ends.entries()) {
      expected += counts[at] ?? 0;
      if (end !== expected - 1)
        yield `the log ${partition} has a batch up to ${end}, not ${expected - 1}`;
    }
    if (expected !== next) yield `the log ${partition} ends at ${expected}, not ${next}`;
  }
}

function* projection({ rebuilt }: Evidence): Generator<string> {
  if (rebuilt.missing > 0) yield `${rebuilt.missing} facts are missing`;
  for (const { name, equal, firstDifference } of rebuilt.tables)
    if (!equal)
      yield `the projection ${name} is not what the facts say: ${JSON.stringify(firstDifference)}`;
}

function count(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
