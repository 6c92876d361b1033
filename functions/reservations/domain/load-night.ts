/**
 * A night's row put back into the figures. Rooms of a type are rooms of the house as well, so the
 * house's are the sum of what its types' rows say; of its own row only its limit is read.
 */
import { dayNumber, type RoomTypeCode } from '#schema/values.ts';
import { addAt, type Nights, place, setFigures, stored } from './nights.ts';
import type { NightRow } from './rows.ts';

export function loadNight(
  nights: Nights,
  scopes: ReadonlyMap<RoomTypeCode, number>,
  row: NightRow,
): void {
  const day = dayNumber(row.night);
  if (row.roomType === 'house') {
    setFigures(nights, nights.house, day, row);
    stored(nights, nights.house, day);
    return;
  }
  const scope = scopes.get(row.roomType);
  if (scope === undefined) throw new Error(`room type ${row.roomType} is not the property's`);
  setFigures(nights, scope, day, row);
  stored(nights, scope, day);
  addAt(nights, place(nights, scope, day), row.sold, row.flagged);
  addAt(nights, place(nights, nights.house, day), row.sold, row.flagged);
}
