/** What files of each CSV route are made of: lines that are right, and cells that are not. */
import type { Dice } from './dice.ts';

export interface CsvForm {
  /** The first names what a line is about. */
  readonly columns: readonly string[];
  /** May be left out of a file by themselves. */
  readonly droppable: readonly string[];
  readonly linesMax: number;
  /** Below the path of a property, what is listed there, and the member that names it. */
  readonly listed: { readonly path: string; readonly list: string; readonly name: string };
  good(key: string, dice: Dice): readonly string[];
  /** Each of these is refused, whatever else stands in its line. */
  readonly badCells: readonly (readonly [column: string, cell: string])[];
}

/** Longer than any cell may be, with room for its line. */
const huge = 'x'.repeat(20_000);
const badInAnyCell = ['=1+1', '@SUM(A1:A9)', '+49', '-2+3', 'a\0b', '\u001b[2J', huge];

/** By the route's path below a property. */
export const csvForms: Readonly<Record<string, CsvForm>> = {
  'room-imports': {
    columns: ['number', 'type', 'floor', 'features', 'connectsTo', 'active'],
    droppable: ['floor', 'features', 'connectsTo', 'active'],
    linesMax: 20_000,
    listed: { path: 'rooms?limit=500', list: 'rooms', name: 'room' },
    good: (key, { pick }) => [
      ...[key, pick(['DBL', 'STE']), pick(['', '1', '-1', 'G'])],
      ...[pick(['', 'bath', 'balcony bath']), '', pick(['', 'yes', 'no'])],
    ],
    badCells: [
      ...badInAnyCell.map((cell) => ['floor', cell] as const),
      ...(['NONE', '', 'dbl', "DBL'; drop table rooms--"] as const).map(
        (cell) => ['type', cell] as const,
      ),
      ...(['10 5', '', 'X'.repeat(17), 'r1', 'Ä1'] as const).map(
        (cell) => ['number', cell] as const,
      ),
      ['floor', 'first'],
      ['features', 'Sea View'],
      ['features', 'bath bath'],
      ['connectsTo', 'NOWHERE'],
      ['active', 'maybe'],
    ],
  },
  'room-type-imports': {
    columns: [
      ...['code', 'name', 'description', 'beds', 'standard', 'maximum', 'adultsMax'],
      ...['childrenMax', 'connecting', 'roomsListed'],
    ],
    droppable: ['description', 'beds', 'connecting', 'roomsListed'],
    linesMax: 1_000,
    listed: { path: 'room-types', list: 'roomTypes', name: 'roomType' },
    good: (key, { pick }) => [
      ...[key, `Room ${key}`, pick(['', 'To the garden.', 'Says "hello", twice; and again'])],
      pick(['', '1 queen', '1 king + 2 single']),
      ...pick([
        ['', '', '', ''],
        ['2', '3', '2', '1'],
        ['1', '50', '25', '25'],
      ]),
      ...[pick(['yes', 'no']), pick(['yes', 'no'])],
    ],
    badCells: [
      ...badInAnyCell.map((cell) => ['name', cell] as const),
      ...(['d 1', '', 'X'.repeat(17), 't1', 'Ö'] as const).map((cell) => ['code', cell] as const),
      ['name', ''],
      ['beds', '1 throne'],
      ['beds', '99 queen'],
      ['standard', '0'],
      ['standard', '2.5'],
      ['maximum', '51'],
      ['maximum', '9007199254740993'],
      ['connecting', 'maybe'],
      ['roomsListed', 'TRUE?'],
    ],
  },
};
