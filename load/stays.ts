/** Stays as guests book them, the same on every machine: one to four nights, most of them soon. */

export interface StayRequest {
  readonly arrival: string;
  readonly departure: string;
  readonly roomType: string;
  readonly rates: readonly {
    readonly night: string;
    readonly amountMinor: number;
    readonly currency: string;
  }[];
  readonly adults: number;
  readonly children: number;
  readonly guest: {
    readonly firstName: string;
    readonly lastName: string;
    readonly email: string;
  };
  readonly country: string;
}

export const businessDate = '2026-03-01';
/** Nights that stays spread over, from the business date on. */
export const daysAhead = 300;
export const nightsMax = 4;
export const roomTypes = ['SGL', 'DBL', 'STE'] as const;

/** Of a hundred stays: so many of one night, of two, of three, of four. */
const nightsOfHundred = [34, 66, 88, 100];
const firstNames = ['Ana', 'Bruno', 'Chidi', 'Dalia', 'Emre', 'Freya', 'Goran', 'Hana'];
const lastNames = [
  'Okoye',
  'Marques',
  'Lindqvist',
  'Haddad',
  'Novák',
  'Tanaka',
  'O’Neill',
  'Silva',
];
const countries = ['PRT', 'GBR', 'FRA', 'DEU', 'ESP', 'NGA', 'JPN'];
const firstDayMs = Date.parse(businessDate);
const dayMs = 86_400_000;
const days = Array.from({ length: daysAhead + nightsMax + 1 }, (_, day) =>
  new Date(firstDayMs + day * dayMs).toISOString().slice(0, 10),
);

/** Whole numbers from 0 to below; a linear congruence is random enough for load. */
export type Draw = (below: number) => number;

export function draws(seed: number): Draw {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function one<T>(values: readonly T[], draw: Draw): T {
  const value = values[draw(values.length)];
  if (value === undefined) throw new Error('nothing to choose from');
  return value;
}

export function stayRequest(draw: Draw): StayRequest {
  const percent = draw(100);
  const nights = 1 + nightsOfHundred.findIndex((bound) => percent < bound);
  // The lesser of two draws: twice as many book for tomorrow as for the middle of the year.
  const first = Math.min(draw(daysAhead), draw(daysAhead));
  const amountMinor = 7_000 + draw(12) * 500;
  const lastName = one(lastNames, draw);
  return {
    arrival: days[first] ?? businessDate,
    departure: days[first + nights] ?? businessDate,
    roomType: one(roomTypes, draw),
    rates: days
      .slice(first, first + nights)
      .map((night) => ({ night, amountMinor, currency: 'EUR' })),
    adults: 1 + draw(2),
    children: draw(5) === 0 ? 1 : 0,
    guest: { firstName: one(firstNames, draw), lastName, email: `guest${draw(1e6)}@example.com` },
    country: one(countries, draw),
  };
}
