/** Sets figures of one night of a room type, or of the house, and what the work list says of it with them. */
import type { PropertyBook } from './book.ts';
import { touchNight } from './hold-nights.ts';
import { place, setFigures, shortAt } from './nights.ts';
import { matchNight } from './work-list.ts';

export function setNight(
  book: PropertyBook,
  scope: number,
  day: number,
  figures: Parameters<typeof setFigures>[3],
): void {
  const { nights } = book;
  // The house's limit may follow from its types', and with it what the house is short of.
  const scopes = scope === nights.house ? [scope] : [scope, nights.house];
  const shorts = scopes.map((one) => shortAt(nights, place(nights, one, day)));
  setFigures(nights, scope, day, figures);
  touchNight(book, scope, day);
  scopes.forEach((one, at) => {
    if (shortAt(nights, place(nights, one, day)) !== shorts[at]) matchNight(book, one, day);
  });
}
