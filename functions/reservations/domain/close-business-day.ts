/** Closes the business day that is open, once nobody is due any more. */

import type { CloseBusinessDay, CommandEnvelope } from '#schema/reservations/commands.ts';
import { dateOfDay, dayNumber } from '#schema/values.ts';
import { accept, reject } from '#shared/decide.ts';
import type { PropertyBook } from './book.ts';
import { dueUntil } from './due.ts';
import { factHead } from './facts.ts';
import type { Outcome } from './outcome.ts';

/** Enough for a desk to work on; the counts tell the rest. */
const idsShownMax = 100;

export function closeBusinessDay(
  command: CommandEnvelope,
  body: CloseBusinessDay,
  book: PropertyBook,
): Outcome {
  const { businessDate, businessDay } = book;
  const day = dayNumber(body.businessDate);
  if (day === businessDay - 1) return accept();
  if (day !== businessDay) return reject('business_day_not_open', { businessDate });
  const dueIn = dueUntil(book, 'confirmed', businessDay);
  const dueOut = dueUntil(book, 'in_house', businessDay);
  if (dueIn.length + dueOut.length > 0) {
    return reject('day_close_blocked', {
      dueIn: dueIn.slice(0, idsShownMax),
      dueOut: dueOut.slice(0, idsShownMax),
      dueInCount: dueIn.length,
      dueOutCount: dueOut.length,
    });
  }
  return accept({
    type: 'business_day.closed.v1',
    data: { ...factHead(command, book), nextBusinessDate: dateOfDay(businessDay + 1) },
  });
}
