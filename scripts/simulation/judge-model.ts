/**
 * The nights as an independent model of a few lines has them: who may have a room is judged without
 * the code that decided it, command by command, and the figures kept are the model's at the end.
 */
import type { ReservationsCommand } from '#schema/reservations/commands.ts';
import type { ReservationsEvent } from '#schema/reservations/events.ts';
import { Model } from '../../functions/reservations/domain/testing/model.ts';
import type { DecisionRow, EventRow, Evidence } from './evidence.ts';
import { expectedOf } from './expected.ts';

export function* modelFaults({ tables, commands }: Evidence): Generator<string> {
  const decisions = new Map(tables.decisions.map((row) => [row.command_id, row]));
  const facts = Map.groupBy(tables.events, (event) => event.correlation_id);
  const models = new Map<string, Model>();
  const versions = new Map<string, number>();
  for (const partition of commands) {
    const seen = new Set<string>();
    for (const command of partition) {
      if (seen.has(command.id)) continue;
      seen.add(command.id);
      const decision = decisions.get(command.id);
      if (decision === undefined) continue;
      const events = (facts.get(command.id) ?? []).map(eventOf);
      const model = models.get(command.propertyId) ?? modelOf(events);
      if (model === undefined) continue;
      models.set(command.propertyId, model);
      yield* conflicts(command, decision, versions);
      yield* judged(model, command, decision, events);
      for (const event of events) {
        model.apply(event);
        if ('version' in event.data) versions.set(event.data.reservationId, event.data.version);
      }
    }
  }
  for (const [property, model] of models) yield* figures(property, model, { tables });
}

function modelOf(events: readonly ReservationsEvent[]): Model | undefined {
  for (const { type, data } of events) {
    if (type !== 'property.opened.v1') continue;
    return new Model(
      data.businessDate,
      new Map(data.roomTypes.map((each) => [each.code, each.physical])),
    );
  }
  return undefined;
}

function eventOf({ type, data }: EventRow): ReservationsEvent {
  return { type, data: JSON.parse(data) } as ReservationsEvent;
}

function* judged(
  model: Model,
  command: ReservationsCommand,
  { outcome, details }: DecisionRow,
  events: readonly ReservationsEvent[],
): Generator<string> {
  const wanted = expectedOf(model, command);
  if (wanted === undefined) return;
  const name = `${command.body.type} ${command.id}`;
  if (wanted.outcome !== outcome) {
    yield `${name} is ${outcome}, by the model ${wanted.outcome}`;
    return;
  }
  if (outcome === 'no_room') {
    const nights = JSON.stringify(wanted.lacking);
    if (details !== `{"nights":${nights}}`)
      yield `${name} lacks ${details}, by the model ${nights}`;
  }
  if (wanted.flagged === undefined) return;
  for (const { data } of events) {
    if (!('validationMessages' in data)) continue;
    const told = data.validationMessages.find(({ code }) => code === 'overbooked')?.nights ?? [];
    if (told.join() !== wanted.flagged.join())
      yield `${name} flags ${told.join()}, by the model ${wanted.flagged.join()}`;
  }
}

/** Who names a version means that one: any other is refused, and for nothing else is it said. */
function* conflicts(
  { id, body, expectedVersion }: ReservationsCommand,
  { outcome }: DecisionRow,
  versions: ReadonlyMap<string, number>,
): Generator<string> {
  if (!('reservationId' in body) || body.type === 'book') return;
  const version = versions.get(body.reservationId);
  const conflicting =
    version !== undefined && expectedVersion !== undefined && expectedVersion !== version;
  if (conflicting !== (outcome === 'version_conflict'))
    yield `${body.type} ${id} of version ${expectedVersion} is ${outcome} at version ${version}`;
}

/** A night without a row is as the property was opened. */
function* figures(
  property: string,
  model: Model,
  { tables }: Pick<Evidence, 'tables'>,
): Generator<string> {
  const row = tables.properties.find(({ property_id }) => property_id === property);
  if (row?.business_date !== model.businessDate)
    yield `${property} stands at ${row?.business_date}, by the model at ${model.businessDate}`;
  const kept = new Map(
    tables.nights
      .filter(({ property_id }) => property_id === property)
      .map((night) => [`${night.room_type} ${night.night}`, night]),
  );
  const listed = new Map(
    tables.workItems
      .filter(({ property_id, status }) => property_id === property && status !== 'closed')
      .map(({ work_item_id, rooms }) => [work_item_id, rooms]),
  );
  const held = [...model.stays.values()].flatMap(({ nights }) => [...nights.keys()]);
  const dates = new Set([...held, ...[...kept.values()].map(({ night }) => night)]);
  for (const date of dates) {
    for (const scope of [...model.base.keys(), 'house']) {
      const night = kept.get(`${scope} ${date}`) ?? { sold: 0, flagged: 0 };
      const [sold, flagged] = [model.sold(scope, date), model.flagged(scope, date)];
      if (night.sold !== sold || night.flagged !== flagged)
        yield `${scope} ${date} of ${property} has ${night.sold} sold and ${night.flagged} flagged, by the model ${sold} and ${flagged}`;
      if (date < model.businessDate) continue;
      const short = model.short(scope, date);
      const worked = listed.get(`${date}.${scope}.limit_reduced`) ?? 0;
      if (worked !== short)
        yield `${scope} ${date} of ${property} is short of ${short}, on the work list ${worked}`;
      if (sold - flagged > model.limit(scope, date) + short)
        yield `${scope} ${date} of ${property} is sold beyond its limit`;
    }
  }
}
