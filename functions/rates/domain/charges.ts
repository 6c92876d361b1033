/** What is charged for a stay, line by line, before taxes are told apart: nights in order, then what is sold beside them. */
import type { AgeBracket, FreeChildren } from '#schema/rates/ages.ts';
import {
  type ChargeCategory,
  type Charging,
  type Extra,
  type ExtraCode,
  isByNight,
  isByPerson,
} from '#schema/rates/values.ts';
import { dayNumber } from '#schema/values.ts';
import { splice } from './calendar.ts';
import { roundedPart } from './exact.ts';
import { type Payers, payersOf } from './free-children.ts';

export interface Charge {
  readonly category: ChargeCategory;
  /** Absent: the room itself. */
  readonly extra?: ExtraCode;
  /** Absent: of the stay, not of one night. */
  readonly day?: number;
  /** So many in a row from `day` on, each at this amount; absent: one. */
  readonly nights?: number;
  readonly amountMinor: number;
  /** The price of the room's night holds it. */
  readonly included?: true;
}

export function nightsOf({ nights = 1 }: Charge): number {
  return nights;
}

/** Of all its nights. */
export function sumOf(charges: readonly Charge[]): number {
  let sum = 0;
  for (const charge of charges) sum += charge.amountMinor * nightsOf(charge);
  return sum;
}

/** Each night by itself. */
export function nightByNight(charges: readonly Charge[]): readonly Charge[] {
  return charges.flatMap(({ nights, ...one }): readonly Charge[] => {
    const { day } = one;
    if (nights === undefined || day === undefined) return [one];
    return Array.from({ length: nights }, (_, at) => ({ ...one, day: day + at }));
  });
}

export interface Stay {
  readonly arrivalDay: number;
  readonly departureDay: number;
  readonly adults: number;
  /** Of each child, in years on the day of arrival. */
  readonly childrenAges: readonly number[];
}

/** Of the nights it is for where it is charged by night, those in a row together; otherwise of the stay, by their share. */
export function extraCharges(
  extra: Extra,
  stay: Stay,
  free: FreeChildren | undefined,
): readonly Charge[] {
  const { arrivalDay, departureDay } = stay;
  const runs = runsOf(extra, stay);
  const amountMinor = isByPerson(extra.charging)
    ? ofAllPersons(extra, payersOf(stay, 0, free))
    : extra.amountMinor;
  const charge: Charge = {
    ...{ category: extra.category, extra: extra.code, amountMinor },
    ...(extra.included === true ? { included: true } : {}),
  };
  if (isByNight(extra.charging)) return runs.map((run) => ({ ...charge, ...run }));
  const nights = runs.reduce((sum, run) => sum + run.nights, 0);
  if (nights === 0) return [];
  return [{ ...charge, amountMinor: roundedPart(amountMinor, nights, departureDay - arrivalDay) }];
}

interface NightRun {
  readonly day: number;
  readonly nights: number;
}

function runsOf({ from, to, weekdays }: Extra, stay: Stay): readonly NightRun[] {
  const { arrivalDay, departureDay } = stay;
  const fromDay = Math.max(arrivalDay, from === undefined ? arrivalDay : dayNumber(from));
  const toDay = Math.min(departureDay, to === undefined ? departureDay : dayNumber(to));
  // Nearly all are for every day of the week, in every quote.
  if (weekdays === undefined)
    return fromDay < toDay ? [{ day: fromDay, nights: toDay - fromDay }] : [];
  const span = { fromDay, toDay, weekdays: new Set(weekdays) };
  return splice([], span, () => true, Object.is).map((run) => ({
    ...{ day: run.fromDay, nights: run.toDay - run.fromDay },
  }));
}

/** The room, night by night, those that cost the same together; a night without a price is left out. */
export function roomCharges(
  nightsMinor: readonly (number | undefined)[],
  { arrivalDay }: Pick<Stay, 'arrivalDay'>,
): readonly Charge[] {
  const charges: Charge[] = [];
  for (let from = 0; from < nightsMinor.length; ) {
    const amountMinor = nightsMinor[from];
    let to = from + 1;
    while (to < nightsMinor.length && nightsMinor[to] === amountMinor) to += 1;
    const [day, nights] = [arrivalDay + from, to - from];
    if (amountMinor !== undefined)
      charges.push({ category: 'accommodation', day, nights, amountMinor });
    from = to;
  }
  return charges;
}

/** The room and what is sold with it; what the price of a night holds is taken out of that night, as far as it goes. */
export function withExtras(rooms: readonly Charge[], extras: readonly Charge[]): readonly Charge[] {
  if (extras.length === 0) return rooms;
  if (!extras.some(({ included }) => included)) return rooms.concat(extras);
  const priced = nightByNight(rooms);
  const left = new Map(priced.map(({ day, amountMinor }) => [day, amountMinor]));
  const sold = nightByNight(extras).map((extra) => {
    if (extra.included !== true) return extra;
    const nightMinor = left.get(extra.day) ?? 0;
    const amountMinor = Math.min(extra.amountMinor, nightMinor);
    left.set(extra.day, nightMinor - amountMinor);
    return { ...extra, amountMinor };
  });
  return [
    ...priced.map((room) => ({ ...room, amountMinor: left.get(room.day) ?? room.amountMinor })),
    ...sold,
  ];
}

function ofAllPersons(
  { amountMinor, children = [] }: Extra,
  { adults, childrenAges }: Payers,
): number {
  let sum = amountMinor * adults;
  for (const age of childrenAges) sum += bracketOf(age, children)?.amountMinor ?? amountMinor;
  return sum;
}

export function bracketOf(age: number, brackets: readonly AgeBracket[]): AgeBracket | undefined {
  return brackets.find(({ ageFrom, ageTo }) => ageFrom <= age && age <= ageTo);
}

export interface Spread {
  readonly day?: number;
  readonly amountMinor: number;
}

export function spread(
  charging: Charging,
  { arrivalDay, departureDay }: Stay,
  persons: number,
  amountMinor: number,
): readonly Spread[] {
  const byNight = (each: number): readonly Spread[] =>
    Array.from({ length: departureDay - arrivalDay }, (_, at) => ({
      day: arrivalDay + at,
      amountMinor: each,
    }));
  switch (charging) {
    case 'once':
      return [{ amountMinor }];
    case 'per_person':
      return [{ amountMinor: amountMinor * persons }];
    case 'per_night':
      return byNight(amountMinor);
    case 'per_person_night':
      return byNight(amountMinor * persons);
  }
}
