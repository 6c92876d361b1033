/** What a relay is given from memory is what the outbox would give it, or nothing. */
import { beforeEach, expect, test } from 'vitest';
import { type FreshFacts, type FreshReader, freshFacts } from './fresh-facts.ts';
import type { PlacedFact } from './outbox-fact.ts';

let fresh: FreshFacts;
let reader: FreshReader;
let led: Set<number>;
let woken: number;

beforeEach(() => {
  fresh = freshFacts();
  led = new Set([1]);
  woken = 0;
  reader = fresh.follow('lamps', {
    leads: (partition) => led.has(partition),
    wake: () => {
      woken += 1;
    },
  });
});

function facts(partition: number, ...positions: readonly number[]): PlacedFact[] {
  return positions.map((position) => ({ partition, position }) as PlacedFact);
}

function positions(partition: number, from: number): number[] {
  return reader.from(partition, from).map(({ position }) => position);
}

test('Facts are there from any of their positions on', () => {
  fresh.keep('lamps', facts(1, 5, 6));
  fresh.keep('lamps', [...facts(1, 7), ...facts(2, 0)]);
  expect([positions(1, 5), positions(1, 7), positions(2, 0)]).toEqual([[5, 6, 7], [7], [0]]);
});

test('Before the first, behind the last, and of other partitions and contexts there is nothing', () => {
  fresh.keep('lamps', facts(1, 5, 6));
  fresh.keep('doors', facts(3, 0));
  expect([positions(1, 4), positions(1, 7), positions(2, 5), positions(3, 0)]).toEqual([
    [],
    [],
    [],
    [],
  ]);
});

test('What lies before a gap is forgotten', () => {
  fresh.keep('lamps', facts(1, 5, 6, 8));
  expect([positions(1, 5), positions(1, 8)]).toEqual([[], [8]]);
});

test('What was carried is let go of, and nothing else', () => {
  fresh.keep('lamps', facts(1, 5, 6, 7));
  reader.carried(1, 7);
  reader.carried(1, 3);
  expect([positions(1, 6), positions(1, 7)]).toEqual([[], [7]]);
});

test('Of what nobody carries no more than a thousand are kept', () => {
  fresh.keep('lamps', facts(1, ...Array.from({ length: 1_001 }, (_, at) => at)));
  expect([positions(1, 0), positions(1, 1_000)]).toEqual([[], [1_000]]);
});

test('Who follows is woken, and others are needed where it does not lead', () => {
  expect(fresh.keep('lamps', facts(1, 5))).toBe(true);
  expect(fresh.keep('lamps', [...facts(1, 6), ...facts(2, 0)])).toBe(false);
  expect(fresh.keep('doors', facts(1, 0))).toBe(false);
  expect(woken).toBe(2);
  led.clear();
  expect(fresh.keep('lamps', facts(1, 7))).toBe(false);
});
