/**
 * The figures of every room type and of the house, night by night, in one typed array: what is kept
 * of a night lies side by side, and a night is found by arithmetic. Closed nights are let go.
 */
import { usableOf } from '#schema/reservations/rooms-left.ts';

/** Cells of one night: 32 bytes, so that a cache line holds two nights. */
const width = 8;
const physicalCell = 0;
const outOfOrderCell = 1;
const sellLimitCell = 2;
const usableCell = 3;
const limitCell = 4;
const soldCell = 5;
const flaggedCell = 6;
const marksCell = 7;

const noLimit = -1;
const hardMark = 1;
const touchedMark = 2;
const storedMark = 4;

/** Stays end within days or weeks at first; the window doubles as bookings reach further. */
const daysMin = 128;

/** A day of no window. */
const outside = Number.NEGATIVE_INFINITY;

export interface Nights {
  /** The scope after the last room type: the whole house. */
  house: number;
  firstDay: number;
  days: number;
  /** Per scope `days` nights and, last, the night nobody ever touched: read for days outside. */
  cells: Int32Array;
}

/** Figures to set; what is absent stays as it is. */
export interface Figures {
  readonly physical?: number;
  readonly outOfOrder?: number;
  readonly sellLimit?: number | null;
  readonly hard?: boolean;
}

export function newNights(physicalOfTypes: readonly number[], firstDay: number): Nights {
  const house = physicalOfTypes.length;
  const nights: Nights = {
    house,
    firstDay,
    days: 0,
    cells: new Int32Array((house + 1) * width),
  };
  physicalOfTypes.forEach((physical, scope) => {
    nights.cells[place(nights, scope, firstDay) + physicalCell] = physical;
  });
  for (let scope = 0; scope <= house; scope += 1) {
    nights.cells[place(nights, scope, firstDay) + sellLimitCell] = noLimit;
  }
  derive(nights, firstDay);
  return nights;
}

/** One more room type, of no rooms yet, in the place of the house, which moves on by one. */
export function addTypeOfNights(nights: Nights): void {
  const { house, days, cells } = nights;
  const block = (days + 1) * width;
  nights.house = house + 1;
  nights.cells = new Int32Array((house + 2) * block);
  nights.cells.set(cells.subarray(0, house * block));
  nights.cells.set(cells.subarray(house * block), (house + 1) * block);
  for (let night = 0; night <= days; night += 1)
    nights.cells[house * block + night * width + sellLimitCell] = noLimit;
}

/** Where the night's cells begin. */
export function place(nights: Nights, scope: number, day: number): number {
  const offset = day - nights.firstDay;
  const night = offset >= 0 && offset < nights.days ? offset : nights.days;
  return (scope * (nights.days + 1) + night) * width;
}

/** One number for a night of a scope, whatever the window is: a list of them holds no objects. */
export function nightId(nights: Nights, scope: number, day: number): number {
  return day * (nights.house + 1) + scope;
}

export function nightOf(
  nights: Nights,
  id: number,
): { readonly scope: number; readonly day: number } {
  const scopes = nights.house + 1;
  const day = Math.floor(id / scopes);
  return { scope: id - day * scopes, day };
}

function cell(nights: Nights, at: number): number {
  return nights.cells[at] ?? 0;
}

export function physicalAt(nights: Nights, at: number): number {
  return cell(nights, at + physicalCell);
}

export function soldAt(nights: Nights, at: number): number {
  return cell(nights, at + soldCell);
}

export function limitAt(nights: Nights, at: number): number {
  return cell(nights, at + limitCell);
}

export function usableAt(nights: Nights, at: number): number {
  return cell(nights, at + usableCell);
}

export function isHardAt(nights: Nights, at: number): boolean {
  return (cell(nights, at + marksCell) & hardMark) !== 0;
}

/** Rooms sold beyond the limit that no reservation is flagged for: the limit fell below them. */
export function shortAt(nights: Nights, at: number): number {
  const excess = soldAt(nights, at) - limitAt(nights, at) - cell(nights, at + flaggedCell);
  return Math.max(0, excess);
}

/** All that is known of one night of one scope. */
export function figuresAt(nights: Nights, at: number) {
  const sellLimit = cell(nights, at + sellLimitCell);
  return {
    physical: cell(nights, at + physicalCell),
    outOfOrder: cell(nights, at + outOfOrderCell),
    sellLimit: sellLimit === noLimit ? null : sellLimit,
    hard: isHardAt(nights, at),
    usable: usableAt(nights, at),
    limit: limitAt(nights, at),
    sold: soldAt(nights, at),
    flagged: cell(nights, at + flaggedCell),
    short: shortAt(nights, at),
  };
}

/** Makes room up to, not including, `toDay`; days before `fromDay` may be let go. */
export function reach(nights: Nights, fromDay: number, toDay: number): void {
  if (fromDay >= nights.firstDay && toDay <= nights.firstDay + nights.days) return;
  let days = daysMin;
  while (days < toDay - fromDay) days *= 2;
  const cells = new Int32Array((nights.house + 1) * (days + 1) * width);
  const keptFrom = Math.max(fromDay, nights.firstDay);
  const keptTo = Math.max(keptFrom, Math.min(fromDay + days, nights.firstDay + nights.days));
  for (let scope = 0; scope <= nights.house; scope += 1) {
    const start = scope * (days + 1) * width;
    const untouched = place(nights, scope, outside);
    cells.set(nights.cells.subarray(untouched, untouched + width), start);
    // What was copied is copied on, twice as much each time, until the scope is full.
    for (let filled = width; filled < (days + 1) * width; filled *= 2) {
      cells.copyWithin(
        start + filled,
        start,
        start + Math.min(filled, (days + 1) * width - filled),
      );
    }
    if (keptFrom === keptTo) continue;
    const from = place(nights, scope, keptFrom);
    const kept = nights.cells.subarray(from, from + (keptTo - keptFrom) * width);
    cells.set(kept, start + (keptFrom - fromDay) * width);
  }
  nights.firstDay = fromDay;
  nights.days = days;
  nights.cells = cells;
}

export function addAt(nights: Nights, at: number, rooms: number, flags: number): void {
  nights.cells[at + soldCell] = soldAt(nights, at) + rooms;
  nights.cells[at + flaggedCell] = cell(nights, at + flaggedCell) + flags;
}

/** The house has a sell limit only. Its rooms and, without one, its limit follow from its types. */
export function setFigures(nights: Nights, scope: number, day: number, figures: Figures): void {
  const at = place(nights, scope, day);
  const { physical, outOfOrder, sellLimit, hard } = figures;
  if (scope !== nights.house) {
    if (physical !== undefined) nights.cells[at + physicalCell] = physical;
    if (outOfOrder !== undefined) nights.cells[at + outOfOrderCell] = outOfOrder;
  }
  if (sellLimit !== undefined) nights.cells[at + sellLimitCell] = sellLimit ?? noLimit;
  if (hard !== undefined) mark(nights, at, hardMark, hard);
  if (cell(nights, at + sellLimitCell) === noLimit) mark(nights, at, hardMark, false);
  derive(nights, day);
}

/** Of every night that nobody ever touched, and will be. */
export function setUntouched(nights: Nights, scope: number, figures: Figures): void {
  setFigures(nights, scope, outside, figures);
}

/** Whether the night was untouched since its row was last written. */
export function touch(nights: Nights, at: number): boolean {
  if ((cell(nights, at + marksCell) & touchedMark) !== 0) return false;
  mark(nights, at, touchedMark, true);
  return true;
}

/** Its row is written, and from now on there. */
export function stored(nights: Nights, scope: number, day: number): void {
  const at = place(nights, scope, day);
  mark(nights, at, touchedMark, false);
  // What lies outside shares its cells with every night that nobody ever touched.
  if (at !== place(nights, scope, outside)) mark(nights, at, storedMark, true);
}

/** Whether the night has a row, as far as memory knows. */
export function isStoredAt(nights: Nights, at: number): boolean {
  return (cell(nights, at + marksCell) & storedMark) !== 0;
}

function mark(nights: Nights, at: number, bit: number, on: boolean): void {
  const marks = cell(nights, at + marksCell);
  nights.cells[at + marksCell] = on ? marks | bit : marks & ~bit;
}

function derive(nights: Nights, day: number): void {
  let usable = 0;
  let limit = 0;
  for (let scope = 0; scope <= nights.house; scope += 1) {
    const at = place(nights, scope, day);
    const ofTypes = scope === nights.house;
    const physical = cell(nights, at + physicalCell);
    const own = usableOf({ physical, outOfOrder: cell(nights, at + outOfOrderCell) });
    const sellLimit = cell(nights, at + sellLimitCell);
    nights.cells[at + usableCell] = ofTypes ? usable : own;
    const unlimited = ofTypes ? limit : own;
    nights.cells[at + limitCell] = sellLimit === noLimit ? unlimited : sellLimit;
    usable += own;
    limit += limitAt(nights, at);
  }
}
