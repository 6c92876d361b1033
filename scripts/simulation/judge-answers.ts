/** What clients heard is what was decided, the same whenever they asked, and shows what really was. */
import type { ReservationFact } from '#schema/reservations/events.ts';
import { fingerprintOf } from '#shared/commands/command.ts';
import type { DecisionRow, EventRow, Evidence } from './evidence.ts';
import { type Answer, codeOf, type Intent, type Journal } from './journal.ts';

export function* answerFaults(
  { intents }: Pick<Journal, 'intents'>,
  { tables, commands }: Evidence,
): Generator<string> {
  const decisions = new Map(tables.decisions.map((row) => [row.command_id, row]));
  const sent = new Map(commands.flat().map((command) => [command.id as string, command]));
  const versions = versionsOf(tables.events);
  for (const intent of intents.values()) {
    const decision = decisions.get(intent.commandId);
    if (decision === undefined || !sent.has(intent.commandId)) {
      yield `${intent.commandId} was answered and never decided`;
      continue;
    }
    yield* ofIntent(intent, decision, versions);
  }
}

function* ofIntent(
  { commandId, asked }: Intent,
  decision: DecisionRow,
  versions: ReadonlyMap<string, ReservationFact>,
): Generator<string> {
  const shapes = new Map<string, string>();
  for (const { operation, answers } of asked) {
    const print = fingerprintOf(JSON.stringify(operation.body));
    for (const answer of answers) {
      const told = outcomeOf(answer);
      const before = shapes.get(print);
      shapes.set(print, told);
      if (before !== undefined && before !== told)
        yield `${commandId} is told ${before}, and then ${told}`;
      if (told === 'idempotency_key_reused') continue;
      if (told !== decision.outcome)
        yield `${commandId} is told ${told}, decided as ${decision.outcome}`;
      yield* details(commandId, answer, decision);
      yield* shown(commandId, answer, versions);
    }
  }
  const taken = [...shapes].filter(([, told]) => told !== 'idempotency_key_reused');
  if (taken.length > 1) yield `${commandId} is taken for ${taken.length} different requests`;
}

function outcomeOf({ status, body }: Answer): string {
  return status < 300 ? 'accepted' : (codeOf(body) ?? `a status ${status} without a code`);
}

/** A refusal gives the decision's reasons, such as the nights that lack a room. */
function* details(commandId: string, { status, body }: Answer, decision: DecisionRow) {
  if (status < 300 || decision.details === null) return;
  const reasons: Readonly<Record<string, unknown>> = JSON.parse(decision.details);
  for (const [name, reason] of Object.entries(reasons)) {
    const told = JSON.stringify(memberOf(body, name));
    if (told !== JSON.stringify(reason))
      yield `${commandId} is told ${name} ${told}, decided as ${JSON.stringify(reason)}`;
  }
}

/** A reservation in an answer is, whole, what some fact made of it. */
function* shown(
  commandId: string,
  { body }: Answer,
  versions: ReadonlyMap<string, ReservationFact>,
) {
  const [id, version] = [memberOf(body, 'id'), memberOf(body, 'version')];
  if (typeof id !== 'string' || typeof version !== 'number') return;
  const fact = versions.get(`${id} ${version}`);
  if (fact === undefined) {
    yield `${commandId} is shown version ${version} of ${id}, which no fact made`;
    return;
  }
  const { arrival, departure, roomType } = fact.booking;
  const real = { status: fact.status, arrival, departure, roomType };
  for (const [name, value] of Object.entries(real)) {
    const told = memberOf(body, name);
    if (told !== value)
      yield `${commandId} is shown ${name} ${told} in version ${version} of ${id}, which has ${value}`;
  }
}

function memberOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null
    ? (body as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function versionsOf(events: readonly EventRow[]): ReadonlyMap<string, ReservationFact> {
  const versions = new Map<string, ReservationFact>();
  for (const { data } of events) {
    const fact: ReservationFact = JSON.parse(data);
    if (fact.version !== undefined) versions.set(`${fact.reservationId} ${fact.version}`, fact);
  }
  return versions;
}
