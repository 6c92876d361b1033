/** What clients want of a simulated house: a list drawn from a seed, each entry a request that stands for itself. */
import { commandId, derivedId } from '#shared/commands/command.ts';
import type { Dice } from './dice.ts';

export interface Operation {
  readonly number: number;
  readonly atMs: number;
  readonly tenant: number;
  /** Who asks: a strict desk, or a channel whose bookings are taken and flagged. */
  readonly desk: Desk;
  readonly path: string;
  readonly body: object;
  readonly key: string;
  /** 0 asks not to wait. */
  readonly waitMs: number;
  readonly expectedVersion: number | undefined;
}

export type Desk = 'desk' | 'channel';

export const firstDay = '2026-05-10';
const roomTypes = [
  { code: 'DBL', name: 'Double', physical: 2 },
  { code: 'STE', name: 'Suite', physical: 1 },
];
const nightsAhead = 6;

export function tenantId(tenant: number): string {
  return derivedId(`simulated tenant ${tenant}`);
}

export function clientOf({ tenant, desk }: Pick<Operation, 'tenant' | 'desk'>): string {
  return `${desk}-${tenant}`;
}

export function commandOf(operation: Pick<Operation, 'tenant' | 'desk' | 'path' | 'key'>): string {
  return commandId({
    tenantId: tenantId(operation.tenant),
    client: clientOf(operation),
    method: 'POST',
    path: operation.path,
    idempotencyKey: operation.key,
  });
}

function day(offset: number): string {
  return new Date(Date.parse(firstDay) + offset * 86_400_000).toISOString().slice(0, 10);
}

interface House {
  readonly tenant: number;
  readonly path: string;
  readonly bookings: Booking[];
  closed: number;
}

interface Booking {
  readonly operation: Operation;
  readonly id: string;
  readonly from: number;
  readonly nights: number;
  readonly roomType: string;
}

/** Opens every house; to be done before anything else is wanted. */
export function openings(seed: number): readonly Operation[] {
  return [0, 0, 1].map((tenant, number) => ({
    number,
    atMs: number,
    tenant,
    desk: 'desk',
    path: '/v1/properties',
    body: {
      name: `House ${number}`,
      timeZone: 'Europe/Lisbon',
      currency: 'EUR',
      businessDate: firstDay,
      roomTypes,
    },
    key: `open-${seed}-${number}`,
    waitMs: 10_000,
    expectedVersion: undefined,
  }));
}

/** Some two hundred requests that meet on few nights, in bursts, with repeats among them. */
export function drawOperations(
  opened: readonly Operation[],
  chance: Dice,
  stormMs: number,
): readonly Operation[] {
  const operations: Operation[] = [];
  const houses = opened.map(
    (operation): House => ({
      tenant: operation.tenant,
      path: `/v1/properties/${derivedId(`property\n${commandOf(operation)}`)}`,
      bookings: [],
      closed: 0,
    }),
  );
  const [first, ...others] = houses;
  if (first === undefined) return [];
  let atMs = 0;

  function ask(house: House, desk: Desk, path: string, body: object): Operation {
    const operation: Operation = {
      number: operations.length + opened.length,
      atMs,
      tenant: house.tenant,
      desk,
      path: `${house.path}/${path}`,
      body,
      key: `key-${operations.length}`,
      waitMs: chance.oneOf([10_000, 10_000, 3_000, 1_000, 0]),
      expectedVersion: chance.chance(0.06) ? chance.between(1, 3) : undefined,
    };
    operations.push(operation);
    return operation;
  }

  function again(): void {
    const before =
      operations[operations.length - 1 - chance.below(Math.min(20, operations.length))];
    if (before === undefined) return;
    const twisted = chance.chance(0.3) && 'adults' in before.body;
    operations.push({
      ...before,
      number: operations.length + opened.length,
      atMs,
      body: twisted ? { ...before.body, adults: 3 } : before.body,
    });
  }

  function book(house: House): void {
    const from = house.closed + chance.oneOf([0, 0, 0, 1, 1, 2, 3, 4]);
    const nights = chance.oneOf([0, 1, 1, 1, 2, 2, 3]);
    const roomType = chance.oneOf(['DBL', 'DBL', 'STE']);
    const desk = chance.oneOf<Desk>(['desk', 'desk', 'channel']);
    const operation = ask(house, desk, 'reservations', {
      ...staying(from, nights),
      roomType,
      adults: 2,
      ...(chance.chance(0.8) ? { guest: { lastName: `Guest ${operations.length}` } } : {}),
      ...(chance.chance(0.1) ? { children: null } : {}),
    });
    const command = commandOf(operation);
    const id = derivedId(`reservation\n${command}`, command);
    house.bookings.push({ operation, id, from, nights, roomType });
  }

  function on(house: House, path: string, body: object): void {
    const recent = house.bookings.slice(-12);
    const booking = recent[chance.below(Math.max(1, recent.length))];
    if (booking === undefined) book(house);
    else ask(house, 'desk', `reservations/${booking.id}/${path}`, body);
  }

  function modify(house: House): void {
    const from = house.closed + chance.below(4);
    const changes = chance.oneOf<object>([
      { ...staying(from, chance.between(1, 3)) },
      { ...staying(from, chance.between(1, 3)), roomType: chance.oneOf(['DBL', 'STE']) },
      { adults: chance.between(1, 2) },
    ]);
    on(house, 'modifications', changes);
  }

  function limit(house: House): void {
    const start = house.closed + chance.below(nightsAhead - 1);
    const range = { from: day(start), to: day(start + chance.between(1, 3)) };
    const roomType = chance.oneOf(['DBL', 'STE']);
    switch (chance.below(4)) {
      case 0:
        return void ask(house, 'desk', 'room-counts', {
          ...range,
          roomType,
          physical: chance.between(0, 3),
        });
      case 1:
        return void ask(house, 'desk', 'out-of-order-periods', {
          ...range,
          roomType,
          rooms: chance.between(0, 2),
        });
      default: {
        const rooms = chance.oneOf([null, 0, 1, 2, 3]);
        const hard = rooms !== null && chance.chance(0.3) ? { hard: true } : {};
        const scope = chance.oneOf([roomType, null]);
        return void ask(house, 'desk', 'sell-limits', {
          ...range,
          roomType: scope,
          rooms,
          ...hard,
        });
      }
    }
  }

  function workOff(house: House): void {
    const booking = house.bookings.at(-1 - chance.below(6));
    if (booking === undefined) return;
    const reason = chance.oneOf(['overbooked', 'children_unknown', 'turned_away.overbooked']);
    ask(house, 'desk', `work-items/${booking.id}.${reason}/resolutions`, { note: 'done' });
  }

  /** Everyone due arrives, leaves or does not come, and the day is closed: as a desk does it at night. */
  function night(house: House): void {
    const today = house.closed;
    for (const { id, from, nights } of house.bookings.slice(-30)) {
      const path = `reservations/${id}`;
      if (from <= today && from + nights > today) {
        if (chance.chance(0.75)) ask(house, 'desk', `${path}/check-ins`, {});
        else ask(house, 'desk', `${path}/no-shows`, {});
      } else if (from + nights <= today) {
        ask(house, 'desk', `${path}/check-outs`, { earlyDeparture: chance.chance(0.5) });
      }
    }
    atMs += 150;
    ask(house, 'desk', 'business-day/closures', { businessDate: day(today) });
    house.closed += 1;
  }

  const count = chance.between(125, 160);
  const nights = new Set([Math.floor(count * 0.55), Math.floor(count * 0.8)]);
  while (operations.length < count + 40 && atMs < stormMs) {
    atMs += chance.chance(0.14) ? chance.between(60, 540) : 0;
    const house = chance.oneOf([first, ...others]);
    if (nights.delete(operations.length)) night(first);
    const drawn = chance.below(100);
    if (drawn < 42) book(house);
    else if (drawn < 56) modify(house);
    else if (drawn < 67) on(house, 'cancellations', { reason: 'other' });
    else if (drawn < 71) on(house, 'check-ins', {});
    else if (drawn < 73) on(house, 'check-ins/undo', {});
    else if (drawn < 76) on(house, 'check-outs', { earlyDeparture: chance.chance(0.5) });
    else if (drawn < 78) on(house, 'no-shows', {});
    else if (drawn < 82) on(house, 'reinstatements', {});
    else if (drawn < 89) limit(house);
    else if (drawn < 92) workOff(house);
    else again();
  }
  return operations;
}

function staying(from: number, nights: number) {
  return {
    arrival: day(from),
    departure: day(from + nights),
    rates: Array.from({ length: nights }, (_, at) => ({
      night: day(from + at),
      amountMinor: 10_000,
      currency: 'EUR',
    })),
  };
}
