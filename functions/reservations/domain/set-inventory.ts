/** Sets what a night has to sell. Sold rooms never stand in the way: a broken room is broken. */

import type { CommandEnvelope, SetInventory } from '#schema/reservations/commands.ts';
import { dayNumber, daysAheadMax } from '#schema/values.ts';
import { accept, reject } from '#shared/decide.ts';
import type { PropertyBook } from './book.ts';
import { factHead } from './facts.ts';
import { inventoryBefore } from './inventory-before.ts';
import type { Outcome } from './outcome.ts';

export function setInventory(
  command: CommandEnvelope,
  body: SetInventory,
  book: PropertyBook,
): Outcome {
  const { type: _, ...setting } = body;
  const { roomType, from, to } = setting;
  if (roomType !== null && !book.scopes.has(roomType)) return reject('room_type_unknown', {});
  if (from < book.businessDate) return reject('night_closed', {});
  if (dayNumber(to) > book.businessDay + daysAheadMax) return reject('stay_too_far_ahead', {});
  const before = inventoryBefore(book, setting);
  return accept({
    type: 'inventory.set.v1',
    data: { ...factHead(command, book), ...setting, before },
  });
}
