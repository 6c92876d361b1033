/** What a change of inventory changes, as it was: for the trail, which must not add up years of facts to say it. */
import type { SetInventory } from '#schema/reservations/commands.ts';
import type { InventorySet } from '#schema/reservations/events.ts';
import { dateOfDay, dayNumber } from '#schema/values.ts';
import type { PropertyBook } from './book.ts';
import { scopeOf } from './book.ts';
import { type Figures, figuresAt, place } from './nights.ts';

type Before = NonNullable<InventorySet['before']>;

export function inventoryBefore(book: PropertyBook, setting: Omit<SetInventory, 'type'>): Before {
  const { nights } = book;
  const { roomType, from, to } = setting;
  const scope = roomType === null ? nights.house : scopeOf(book, roomType);
  const runs: Before[number][] = [];
  for (let day = dayNumber(from); day < dayNumber(to); day += 1) {
    const figures = ofThose(setting, figuresAt(nights, place(nights, scope, day)));
    const until = dateOfDay(day + 1);
    const last = runs.at(-1);
    if (last !== undefined && isSame(last, figures)) runs[runs.length - 1] = { ...last, to: until };
    else runs.push({ from: dateOfDay(day), to: until, ...figures });
  }
  return runs;
}

function ofThose(
  set: Figures,
  { physical, outOfOrder, sellLimit, hard }: Required<Figures>,
): Figures {
  return {
    ...(set.physical !== undefined && { physical }),
    ...(set.outOfOrder !== undefined && { outOfOrder }),
    ...(set.sellLimit !== undefined && { sellLimit }),
    ...(set.hard !== undefined && { hard }),
  };
}

function isSame(one: Figures, other: Figures): boolean {
  return (
    one.physical === other.physical &&
    one.outOfOrder === other.outOfOrder &&
    one.sellLimit === other.sellLimit &&
    one.hard === other.hard
  );
}
