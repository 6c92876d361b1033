/**
 * A CSV file with a header as lines of named cells. What is wrong is said with its line and column, and
 * the rest is read all the same. What a spreadsheet would run, and what is no text, is refused.
 */
import { type CsvFault, type CsvRecord, csvRecords } from './records.ts';

export interface LineFault {
  /** From 1, the header being the first. */
  readonly line: number;
  /** `null`: the line as a whole. */
  readonly column: string | null;
  readonly reason: string;
}

export interface CsvLine {
  readonly line: number;
  /** By column, without blanks around; a column that the file lacks is not in it. */
  readonly cells: ReadonlyMap<string, string>;
}

export interface CsvTable {
  readonly lines: readonly CsvLine[];
  readonly faults: readonly LineFault[];
}

export interface CsvForm {
  /** Columns that must be there, and those that may. */
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly linesMax: number;
}

/** A header that does not say what the columns are is the fault of the whole file. */
export function readTable(text: string, form: CsvForm): CsvTable | LineFault {
  const records = csvRecords(text, delimiterOf(text));
  const first = records.next();
  if (first.done === true) return { line: 1, column: null, reason: 'the file is empty' };
  const header = first.value;
  if ('reason' in header) return { column: null, ...header };
  const names = header.cells.map((cell) => cell.trim());
  const unfit = unfitHeader(header, names, form);
  if (unfit !== undefined) return unfit;
  const lines: CsvLine[] = [];
  const faults: LineFault[] = [];
  let read = 0;
  for (const record of records) {
    read += 1;
    if (read > form.linesMax) {
      const reason = `there are more than ${form.linesMax} lines`;
      return { line: record.line, column: null, reason };
    }
    const found = faultsOf(record, names);
    if (found.length > 0 || 'reason' in record) faults.push(...found);
    else lines.push({ line: record.line, cells: cellsOf(record, names) });
  }
  return { lines, faults };
}

/** Names of columns hold none of these, so the header tells: Excel writes semicolons where the comma is decimal. */
function delimiterOf(text: string): string {
  const header = text.slice(0, Math.max(0, text.search(/[\r\n]/))) || text;
  return [';', '\t'].find((each) => header.includes(each)) ?? ',';
}

function unfitHeader(
  { line }: CsvRecord,
  names: readonly string[],
  { required, optional }: CsvForm,
): LineFault | undefined {
  const known = [...required, ...optional];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const reason = `is no column; there are ${known.join(', ')}`;
    return { line, column: unknown.slice(0, 100), reason };
  }
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) return { line, column: twice, reason: 'stands twice' };
  const missing = required.find((name) => !names.includes(name));
  return missing === undefined ? undefined : { line, column: missing, reason: 'is missing' };
}

function faultsOf(record: CsvRecord | CsvFault, names: readonly string[]): readonly LineFault[] {
  const { line } = record;
  if ('reason' in record) return [{ line, column: null, reason: record.reason }];
  const { cells } = record;
  if (cells.length !== names.length) {
    const reason = `has ${cells.length} cells, the header ${names.length}`;
    return [{ line, column: null, reason }];
  }
  return names.flatMap((column, at) => {
    const reason = unfitText(cells[at] ?? '');
    return reason === undefined ? [] : [{ line, column, reason }];
  });
}

/** Bytes that are no UTF-8 were read as this. */
const noCharacter = '\ufffd';
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const control = /[\0-\x08\x0b-\x1f\x7f]/;
/** What Excel and its like would calculate; a number below zero is none of it. */
const formula = /^\s*(?:[=+@]|-(?!\d+\s*$))/;

function unfitText(cell: string): string | undefined {
  if (cell.includes(noCharacter)) return 'is not UTF-8';
  if (control.test(cell)) return 'holds a control character';
  return formula.test(cell) ? 'begins like a formula (=, +, - or @)' : undefined;
}

function cellsOf({ cells }: CsvRecord, names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name, at) => [name, (cells[at] ?? '').trim()]));
}
