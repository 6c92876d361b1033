/** Files that nobody should send, the same for the same seed, each with what must come of it. */
import { gzipSync } from 'node:zlib';
import type { CsvForm } from './csv-forms.ts';
import { type Dice, diceOf } from './dice.ts';

export interface CsvFile {
  readonly what: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
  /** `either`: the edge may take it or not, as long as it does all of the one or of the other. */
  readonly comes: 'read' | 'refused' | 'either';
  /** What is there afterwards, if it is read. */
  readonly good: readonly string[];
  /** Lines that are named, and what they are about is not there by them. */
  readonly bad: readonly { readonly line: number; readonly key?: string | undefined }[];
}

export function csvFiles(form: CsvForm, seed: number, count: number): readonly CsvFile[] {
  const dice = diceOf(seed);
  return Array.from({ length: count }, () =>
    dice.below(3) === 0 ? dice.pick(strange)(form, dice) : withLines(form, dice),
  );
}

const csv = { 'content-type': 'text/csv; charset=utf-8' };
const nothing = { good: [], bad: [] } as const;

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

interface Line {
  /** One character is one byte: what is beyond ASCII was encoded already, or is none at all. */
  readonly bytes: string;
  readonly key?: string | undefined;
  readonly is: 'good' | 'bad' | 'unsure' | 'blank';
}

/** Few enough that files meet what others have left. */
const keysMax = 60;
const linesPerFileMax = 25;

function withLines(form: CsvForm, dice: Dice): CsvFile {
  const { below, pick } = dice;
  const columns = form.columns.filter((each) => !form.droppable.includes(each) || below(5) !== 0);
  if (below(3) === 0) columns.reverse();
  const delimiter = pick([',', ',', ';', '\t']);
  const keys = Array.from({ length: keysMax }, (_, at) => `T${at + 1}`);
  const lines: Line[] = [{ bytes: columns.join(delimiter), is: 'blank' }];
  const mixed = below(4) === 0;
  const one = pick(['\n', '\r\n', '\r']);
  for (let left = below(linesPerFileMax); left > 0; left -= 1) {
    const [key = ''] = keys.splice(below(keys.length), 1);
    const made = line(form, columns, delimiter, key, dice);
    // An empty line after a lone CR would be the LF of it.
    if (!mixed && below(12) === 0) lines.push({ bytes: '', is: 'blank' });
    lines.push(...made);
  }
  if (below(8) === 0) lines.push(...neverClosed(form, columns, delimiter, dice));
  const ends = lines.map(() => (mixed ? pick(['\n', '\r\n', '\r']) : one));
  const text = lines.map(({ bytes }, at) => `${bytes}${ends[at]}`).join('');
  const mark = below(6) === 0 ? '\u00ef\u00bb\u00bf' : '';
  return {
    ...{ what: `${lines.length - 1} lines`, headers: csv, comes: 'read' },
    bytes: new Uint8Array(Buffer.from(`${mark}${text}`, 'latin1')),
    good: lines.flatMap(({ key, is }) => (is === 'good' && key !== undefined ? [key] : [])),
    bad: lines.flatMap(({ key, is }, at) => (is === 'bad' ? [{ line: at + 1, key }] : [])),
  };
}

function line(
  form: CsvForm,
  columns: readonly string[],
  delimiter: string,
  key: string,
  dice: Dice,
): readonly Line[] {
  const { below, pick } = dice;
  const good = form.good(key, dice);
  const cells = columns.map((column) => good[form.columns.indexOf(column)] ?? '');
  const row = (some: readonly string[]): string =>
    some.map((cell) => written(cell, delimiter, dice)).join(delimiter);
  const bad = (bytes: string): readonly Line[] => [{ bytes, key, is: 'bad' }];
  switch (below(14)) {
    case 0:
    case 1:
    case 2: {
      const [column, cell] = pick(form.badCells);
      if (!columns.includes(column)) return [{ bytes: row(cells), key, is: 'good' }];
      const spoilt = cells.map((was, at) => (columns[at] === column ? cell : was));
      return [{ bytes: row(spoilt), key: column === form.columns[0] ? undefined : key, is: 'bad' }];
    }
    case 3:
      return bad(row(cells.slice(0, -1)));
    case 4:
      return bad(row([...cells, pick(['', 'more'])]));
    case 5: {
      // Latin-1, half a character, a surrogate, and more than Unicode has.
      const wrong = pick([
        '\u00e9',
        '\u00c3',
        '\u00ed\u00a0\u0080',
        '\u00f8\u0088\u0080\u0080\u0080',
      ]);
      return bad(cells.map((cell, at) => (at === 1 ? `${cell}${wrong}` : cell)).join(delimiter));
    }
    case 6:
      return bad(cells.map((cell, at) => (at === 1 ? `"${cell}"x` : cell)).join(delimiter));
    case 7: {
      const again = { bytes: row(cells), key, is: 'bad' } as const;
      return [again, again];
    }
    default:
      return [{ bytes: row(cells), key, is: 'good' }];
  }
}

/** UTF-8, in quotes where it must be, and sometimes where it need not, or with blanks around. */
function written(cell: string, delimiter: string, { below }: Dice): string {
  const text = Buffer.from(cell, 'utf8').toString('latin1');
  if (/["\r\n]/.test(text) || text.includes(delimiter) || below(6) === 0)
    return `"${text.replaceAll('"', '""')}"`;
  return below(10) === 0 ? ` ${text}  ` : text;
}

/** Nothing after it is sure: a later quote would close it. */
function neverClosed(
  form: CsvForm,
  columns: readonly string[],
  delimiter: string,
  dice: Dice,
): readonly Line[] {
  const open = columns.map((_, at) => (at === 0 ? '"T1' : '')).join(delimiter);
  const after = Array.from({ length: dice.below(4) }, (_, at): Line => {
    const [made] = line(form, columns, delimiter, `U${at}`, dice);
    return { bytes: made?.bytes ?? '', is: 'unsure' };
  });
  return [{ bytes: open, is: 'unsure' }, ...after];
}

type Strange = (form: CsvForm, dice: Dice) => CsvFile;

/** What is wrong with a file as a whole. */
const strange: readonly Strange[] = [
  () => refused('an empty body', ''),
  () => refused('a byte order mark alone', '\ufeff'),
  (_form, { pick }) => refused('blank lines alone', pick(['\n', '\r\n\r\n', '\r\r\r'])),
  (form) => ({ ...refused('a header alone', form.columns.join(',')), comes: 'read' }),
  (form) => refused('an unknown column', `${form.columns.join(',')},=cmd|'/c calc'!A1\n`),
  (form) => refused('no key', `${form.columns.slice(1).join(',')}\n`),
  (form) => refused('a column twice', `${[...form.columns, form.columns[0]].join(',')}\n`),
  (form) => refused('a shouted header', `${form.columns.join(',').toUpperCase()}\n`),
  (form, dice) => refused('no header', `${form.good('T1', dice).join(',')}\n`),
  (form) => refused('a header that is never closed', `"${form.columns.join(',')}\n`),
  (form) => refused('NUL in the header', `${form.columns.join(',')}\0\n`),
  (form) =>
    refused('too many lines', `${form.columns.join(',')}\n${'T1\n'.repeat(form.linesMax + 1)}`),
  (_form, dice) =>
    binary(
      'noise',
      Uint8Array.from({ length: 999 }, () => dice.below(256)),
    ),
  (form, dice) => binary('UTF-16', Buffer.from(`\ufeff${right(form, dice)}`, 'utf16le')),
  (form, dice) => binary('gzip', gzipSync(right(form, dice)), { 'content-encoding': 'gzip' }),
  (form, dice) => ({
    ...refused('a claim of gzip', right(form, dice)),
    ...{ headers: { ...csv, 'content-encoding': 'gzip' }, comes: 'either' },
  }),
  (form, dice) => ({
    ...refused('another content type', right(form, dice)),
    headers: { 'content-type': dice.pick(otherTypes) },
  }),
  (form, dice) => ({
    ...refused('a content type in capitals', right(form, dice)),
    ...{ headers: { 'content-type': 'TEXT/CSV; Header="present"' }, comes: 'read', good: ['T1'] },
  }),
  (form, dice) => ({ ...refused('no content type', right(form, dice)), headers: {} }),
];

const otherTypes = [
  ...['application/json', 'text/plain', 'text/csv; charset=iso-8859-1', 'text/csv; header=absent'],
  ...['multipart/form-data; boundary=x', 'application/gzip', 'text/csvx', 'text/csv, text/csv'],
];

function right(form: CsvForm, dice: Dice): string {
  const cells = form.good('T1', dice).map((cell) => `"${cell.replaceAll('"', '""')}"`);
  return `${form.columns.join(',')}\n${cells.join(',')}\n`;
}

function refused(what: string, text: string): CsvFile {
  return { what, bytes: bytesOf(text), headers: csv, comes: 'refused', ...nothing };
}

function binary(
  what: string,
  bytes: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): CsvFile {
  return {
    ...{ what, bytes: new Uint8Array(bytes), headers: { ...csv, ...headers }, comes: 'refused' },
    ...nothing,
  };
}
