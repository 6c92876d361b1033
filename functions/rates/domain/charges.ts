/** What is charged for a stay, line by line, before taxes are told apart: nights in order, then what is sold beside them. */
import {
  type AgeBracket,
  type ChargeCategory,
  type Charging,
  type Extra,
  type ExtraCode,
  isByPerson,
} from '#schema/rates/values.ts';

export interface Charge {
  readonly category: ChargeCategory;
  /** Absent: the room itself. */
  readonly extra?: ExtraCode;
  /** Absent: of the stay, not of one night. */
  readonly day?: number;
  readonly amountMinor: number;
  /** The price of the room's night holds it. */
  readonly included?: true;
}

export interface Stay {
  readonly arrivalDay: number;
  readonly departureDay: number;
  readonly adults: number;
  /** Of each child, in years on the day of arrival. */
  readonly childrenAges: readonly number[];
}

/** A line for each night where it is charged by night, otherwise one for the stay. */
export function chargesOf(extra: Extra, stay: Stay): readonly Charge[] {
  const amountMinor = isByPerson(extra.charging) ? ofAllPersons(extra, stay) : extra.amountMinor;
  return spread(extra.charging, stay, 1, amountMinor).map((each) => ({
    category: extra.category,
    extra: extra.code,
    ...(extra.included === true ? { included: true } : {}),
    ...each,
  }));
}

/** The room and what is sold with it; what the price of a night holds is taken out of that night, as far as it goes. */
export function withExtras(rooms: readonly Charge[], extras: readonly Charge[]): readonly Charge[] {
  if (!extras.some(({ included }) => included)) return rooms.concat(extras);
  const left = new Map(rooms.map(({ day, amountMinor }) => [day, amountMinor]));
  const sold = extras.map((extra) => {
    if (extra.included !== true) return extra;
    const priced = left.get(extra.day) ?? 0;
    const amountMinor = Math.min(extra.amountMinor, priced);
    left.set(extra.day, priced - amountMinor);
    return { ...extra, amountMinor };
  });
  return [
    ...rooms.map((room) => ({ ...room, amountMinor: left.get(room.day) ?? room.amountMinor })),
    ...sold,
  ];
}

function ofAllPersons({ amountMinor, children = [] }: Extra, stay: Stay): number {
  let sum = amountMinor * stay.adults;
  for (const age of stay.childrenAges) sum += bracketOf(age, children)?.amountMinor ?? amountMinor;
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
