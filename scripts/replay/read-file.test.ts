/** A data set is read to the last row and cent, zipped or not, and refused in one sentence otherwise. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayNumber, type HotelDate } from '#schema/values.ts';
import { smallBookings } from '../data/small-bookings.ts';
import { readDataSet } from './read-file.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'serai-data-set-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
}

const day = (date: string) => dayNumber(date as HotelDate);
const text = smallBookings();
const header = text.slice(0, text.indexOf('\n'));
const names = header.split(',');

function lineWith(cells: Readonly<Record<string, string>>): string {
  const line = (text.split('\n')[2] ?? '').split(',');
  return names.map((name, place) => cells[name] ?? line[place] ?? '').join(',');
}

const fileOf = (cells: Readonly<Record<string, string>>) => `${header}\n${lineWith(cells)}\n`;

describe('a data set', () => {
  test('is the same plain and zipped, whatever a Mac put into the archive', async () => {
    const plain = await readDataSet(await file('plain.csv', text));
    const bytes = new TextEncoder().encode(text);
    const zipped = await readDataSet(
      await file('both.ZIP', zipSync({ '__MACOSX/._a.csv': bytes.slice(0, 9), 'a.csv': bytes })),
    );
    expect(zipped).toEqual(plain);
    expect(plain.sha256).toBe(createHash('sha256').update(text).digest('hex'));
    expect(plain.rows.length).toBe(text.split('\n').length - 2);
    expect(plain.rows.at(-1)?.number).toBe(plain.rows.length);
  });

  test('tells what a row says', async () => {
    const row = fileOf({
      ...{ hotel: 'Quay Hotel', lead_time: '3', arrival_date_year: '2024' },
      ...{ arrival_date_month: 'March', arrival_date_day_of_month: '1', babies: '1' },
      ...{ stays_in_weekend_nights: '2', stays_in_week_nights: '5', adults: '2', children: 'NA' },
      ...{ country: 'NULL', reserved_room_type: 'A       ', assigned_room_type: 'D', adr: '75.5' },
      ...{ reservation_status: 'Canceled', reservation_status_date: '2024-02-28' },
    });
    const { rows } = await readDataSet(await file('row.csv', row));
    expect(rows).toEqual([
      {
        number: 1,
        hotel: 'Quay Hotel',
        status: 'Canceled',
        bookedDay: day('2024-02-27'),
        arrivalDay: day('2024-03-01'),
        departureDay: day('2024-03-08'),
        cancelledDay: day('2024-02-28'),
        reservedType: 'A',
        assignedType: 'D',
        adults: 2,
        children: null,
        infants: 1,
        country: null,
        rateMinor: 7550,
      },
    ]);
  });

  test.each([
    ['-6.38', -638],
    ['0', 0],
    ['-0', 0],
    ['5400', 540_000],
    ['0.26', 26],
    ['1.5', 150],
    ['1.100', 110],
  ])('reads the rate %s as %d cents', async (adr, cents) => {
    const { rows } = await readDataSet(await file('rate.csv', fileOf({ adr })));
    expect(rows[0]?.rateMinor).toBe(cents);
  });
});

describe('a file is refused', () => {
  const refused: readonly (readonly [string, string, string])[] = [
    ['without rows', `${header}\n`, 'The file has no rows.'],
    ['without a column it needs', 'hotel,adr\nA,1\n', 'The file has no column lead_time, arrival'],
    ['with a rate below a cent', fileOf({ adr: '1.005' }), 'Row 1: the rate "1.005" is not an am'],
    [
      'with a month it does not know',
      fileOf({ arrival_date_month: 'Juli' }),
      'Row 1: "Juli" is no',
    ],
    ['with a day there is not', fileOf({ arrival_date_day_of_month: '32' }), 'Row 1: "2024-03-32"'],
    [
      'with a status it does not know',
      fileOf({ reservation_status: 'Gone' }),
      'Row 1: reservation',
    ],
    ['with half a guest', fileOf({ adults: '1.5' }), 'Row 1: adults is "1.5", not a whole number.'],
    [
      'cancelled before it was booked',
      fileOf({ reservation_status: 'Canceled', reservation_status_date: '2020-01-01' }),
      'Row 1: it was cancelled before it was booked.',
    ],
    [
      'cancelled after it began',
      fileOf({ reservation_status: 'Canceled', reservation_status_date: '2024-03-02' }),
      'Row 1: it was cancelled after its arrival date.',
    ],
  ];
  test.each(refused)('%s', async (_name, content, sentence) => {
    await expect(readDataSet(await file('bad.csv', content))).rejects.toThrow(sentence);
  });

  test('that is an archive without a CSV file, or with two', async () => {
    const bytes = new TextEncoder().encode(text);
    await expect(readDataSet(await file('none.zip', zipSync({ 'a.txt': bytes })))).rejects.toThrow(
      'The archive has no CSV file.',
    );
    await expect(
      readDataSet(await file('two.zip', zipSync({ 'a.csv': bytes, 'b.csv': bytes }))),
    ).rejects.toThrow('The archive has several CSV files: a.csv, b.csv.');
  });
});
