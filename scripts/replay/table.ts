/** The figures as a person reads them: one column for each hotel. */
import { aligned } from '../serai/aligned.ts';
import type { HotelFigures } from './figures.ts';

export function figuresTable(hotels: Readonly<Record<string, HotelFigures>>): readonly string[] {
  const names = Object.keys(hotels);
  const figures = Object.values(hotels);
  const reasons = [...new Set(figures.flatMap(({ flagged }) => Object.keys(flagged)))].sort();
  const rows: readonly (readonly string[])[] = [
    ['', ...names],
    ['reservations', ...figures.map((each) => String(each.reservations))],
    ['  Check-Out', ...figures.map(({ status }) => String(status['Check-Out']))],
    ['  Canceled', ...figures.map(({ status }) => String(status.Canceled))],
    ['  No-Show', ...figures.map(({ status }) => String(status['No-Show']))],
    ['turned away', ...figures.map((each) => String(each.turned_away))],
    ['room nights sold', ...figures.map((each) => String(each.room_nights_sold))],
    ['room revenue (EUR)', ...figures.map((each) => each.room_revenue)],
    ['average daily rate', ...figures.map((each) => each.adr ?? '-')],
    [
      'peak rooms sold',
      ...figures.map(({ peak_rooms_sold: peak }) =>
        peak === null ? '-' : `${peak.rooms} on ${peak.date}`,
      ),
    ],
    ...reasons.map((reason) => [
      `flagged: ${reason}`,
      ...figures.map(({ flagged }) => String(flagged[reason] ?? 0)),
    ]),
  ];
  return aligned(rows, 'right');
}
