/** Any sequence of requests to one property is answered as a model of a few lines says, and ends in its state. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Answer, type Desk, day, stay } from '../../scripts/testing/desk.ts';
import { inHouse } from '../../scripts/testing/in-house.ts';
import { faultsOf, look, type SeenReservation } from '../../scripts/testing/outside.ts';

const the = inHouse();
const days = 6;
const rooms = 2;

interface Held {
  readonly id: string;
  from: number;
  nights: number;
  cancelled: boolean;
}

/** One room type; a night holds `rooms` for who is strict, and any number for who flags. */
interface Model {
  readonly held: Held[];
  /** By key: what was answered first. */
  readonly said: Map<
    string,
    { readonly from: number; readonly nights: number; readonly id?: string }
  >;
}

interface World {
  readonly path: string;
  readonly model: Model;
}

function sold({ held }: Model, night: number, but?: Held): number {
  return held.filter(
    (each) =>
      each !== but && !each.cancelled && each.from <= night && night < each.from + each.nights,
  ).length;
}

function lacking(model: Model, from: number, nights: number, but?: Held): string[] {
  return Array.from({ length: nights }, (_, at) => from + at)
    .filter((night) => sold(model, night, but) >= rooms)
    .map(day);
}

type Step = (world: World) => Promise<void>;

async function book(
  { path, model }: World,
  desk: Desk,
  wanted: { key: string; from: number; nights: number },
): Promise<void> {
  const { key, from, nights } = wanted;
  const name = `${desk === the.house.channel ? 'channel' : 'desk'} ${key}`;
  const before = model.said.get(name);
  const lacks = lacking(model, from, nights);
  const answer = await desk.post(`${path}/reservations`, stay(from, nights), key);
  if (before !== undefined) {
    const same = before.from === from && before.nights === nights;
    expect(outcome(answer)).toEqual(
      !same
        ? [422, 'idempotency_key_reused']
        : before.id === undefined
          ? [409, 'no_room']
          : [201, before.id],
    );
    return;
  }
  if (desk === the.house.desk && lacks.length > 0) {
    expect([...outcome(answer), answer.body.nights]).toEqual([409, 'no_room', lacks]);
    model.said.set(name, { from, nights });
    return;
  }
  expect(answer.status).toBe(201);
  const overbooked = lacks.length === 0 ? [] : [{ code: 'overbooked', nights: lacks }];
  expect(answer.body.validationMessages).toEqual(overbooked);
  model.said.set(name, { from, nights, id: answer.body.id });
  model.held.push({ id: answer.body.id, from, nights, cancelled: false });
}

function outcome({ status, body }: Answer): [number, string] {
  return [status, status < 300 ? body.id : body.code];
}

async function cancel({ path, model }: World, pick: number): Promise<void> {
  const held = model.held[pick % Math.max(1, model.held.length)];
  if (held === undefined) return;
  const answer = await the.house.desk.post(`${path}/reservations/${held.id}/cancellations`, {
    reason: 'other',
  });
  expect(answer.status).toBe(200);
  held.cancelled = true;
}

async function move(
  { path, model }: World,
  pick: number,
  from: number,
  nights: number,
): Promise<void> {
  const held = model.held[pick % Math.max(1, model.held.length)];
  if (held === undefined) return;
  const { arrival, departure, rates } = stay(from, nights);
  const at = `${path}/reservations/${held.id}/modifications`;
  const answer = await the.house.desk.post(at, { arrival, departure, rates });
  const own = Array.from({ length: held.nights }, (_, each) => day(held.from + each));
  // The nights it has it keeps, however many others are on them.
  const lacks = lacking(model, from, nights, held).filter((night) => !own.includes(night));
  if (held.cancelled) expect(outcome(answer)).toEqual([409, 'reservation_closed']);
  else if (lacks.length > 0) {
    expect([...outcome(answer), answer.body.nights]).toEqual([409, 'no_room', lacks]);
  } else {
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    [held.from, held.nights] = [from, nights];
  }
}

const from = fc.nat({ max: days - 2 });
const nights = fc.integer({ min: 1, max: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ key: fc.constantFrom(...'abcdefgh'), from, nights }).map(
      (wanted): Step =>
        (world) =>
          book(world, the.house.desk, wanted),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({ key: fc.constantFrom(...'abcd'), from, nights }).map(
      (wanted): Step =>
        (world) =>
          book(world, the.house.channel, wanted),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.nat({ max: 20 }).map(
      (pick): Step =>
        (world) =>
          cancel(world, pick),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.nat({ max: 20 }), from, nights).map(
      ([pick, first, count]): Step =>
        (world) =>
          move(world, pick, first, count),
    ),
  },
);

test('Bookings, repeats, moves and cancellations are answered as the model says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const world: World = { path: await the.open(rooms), model: { held: [], said: new Map() } };
      for (const each of steps) await each(world);
      const seen = await look(the.house.desk, world.path, days + 3);
      expect(faultsOf(seen)).toEqual([]);
      expect(seen.reservations.map(shown).toSorted()).toEqual(
        world.model.held
          .map(
            ({ id, from: at, nights: count, cancelled }) =>
              `${id} ${day(at)} ${day(at + count)} ${cancelled ? 'cancelled' : 'confirmed'}`,
          )
          .toSorted(),
      );
    }),
    // Each run is some forty requests; the seed is the same, so that a failure is found again.
    { numRuns: 15, seed: 2026, endOnFailure: true },
  );
});

function shown({ id, arrival, departure, status }: SeenReservation): string {
  return `${id} ${arrival} ${departure} ${status}`;
}
