/** The lines of a file between its text and what is put: each good or refused by itself, in whatever order they stand. */
import type { ImportedLines } from '#schema/rooms/http.ts';
import { problemsMax } from '#schema/rooms/http.ts';
import {
  type CsvForm,
  type CsvLine,
  type CsvTable,
  type LineFault,
  readTable,
} from '#shared/csv/table.ts';
import { type Refusal, refuse } from '#shared/function/declare.ts';
import type { Cells, Unread } from './domain/cells.ts';

/** What a kind of file is made of. */
export interface LineForm<T> extends CsvForm {
  /** The column that names what the line is about. */
  readonly key: string;
  read(cells: Cells): T | readonly Unread[];
}

export interface GoodLine<T> {
  readonly line: number;
  readonly value: T;
}

export interface ReadLines<T> {
  readonly good: readonly GoodLine<T>[];
  readonly faults: readonly LineFault[];
  readonly lines: number;
}

export function readLines<T>(
  text: string,
  form: LineForm<T>,
): ReadLines<T> | Refusal<'csv_header_unfit'> {
  const table = readTable(text, form);
  if ('reason' in table) return refuse('csv_header_unfit', { details: table });
  const faults = [...table.faults];
  const good: GoodLine<T>[] = [];
  const twins = linesByKey(table, form.key);
  for (const { line, cells } of table.lines) {
    const [other] = (twins.get(cells.get(form.key) ?? '') ?? []).filter((each) => each !== line);
    if (other !== undefined) {
      // Which of them is meant nobody can say, so none is taken.
      faults.push({ line, column: form.key, reason: `stands in line ${other} too` });
      continue;
    }
    const value = form.read(cells);
    if (isUnread(value)) faults.push(...value.map((each) => ({ line, ...each })));
    else good.push({ line, value });
  }
  return { good, faults, lines: table.lines.length + linesOf(table.faults) };
}

function isUnread<T>(value: T | readonly Unread[]): value is readonly Unread[] {
  return Array.isArray(value);
}

function linesByKey({ lines }: CsvTable, key: string): ReadonlyMap<string, readonly number[]> {
  const groups = Map.groupBy(lines, ({ cells }: CsvLine) => cells.get(key) ?? '');
  return new Map([...groups].map(([name, some]) => [name, some.map(({ line }) => line)]));
}

function linesOf(faults: readonly LineFault[]): number {
  return new Set(faults.map(({ line }) => line)).size;
}

/** What has a place among those that stand; where all that is new would be too much none of it has, for none comes first. */
export function withPlace<T>(
  good: readonly GoodLine<T>[],
  standing: { readonly size: number; has(value: T): boolean },
  most: { readonly max: number; readonly what: string },
): { readonly placed: readonly GoodLine<T>[]; readonly faults: readonly LineFault[] } {
  const fresh = good.filter(({ value }) => !standing.has(value));
  if (standing.size + fresh.length <= most.max) return { placed: good, faults: [] };
  const reason = `the property would have more than ${most.max} ${most.what}`;
  return {
    placed: good.filter(({ value }) => standing.has(value)),
    faults: fresh.map(({ line }) => ({ line, column: null, reason })),
  };
}

/** `before` has those that were there, `changed` those that are not as they were. */
export function imported<T>(
  { lines }: Pick<ReadLines<T>, 'lines'>,
  put: readonly GoodLine<string>[],
  faults: readonly LineFault[],
  {
    before,
    changed,
  }: { readonly before: ReadonlySet<string>; readonly changed: ReadonlySet<string> },
): ImportedLines {
  const created = put.filter(({ value }) => !before.has(value)).length;
  const moved = put.filter(({ value }) => before.has(value) && changed.has(value)).length;
  return {
    ...{ lines, created, changed: moved, unchanged: put.length - created - moved },
    refused: linesOf(faults),
    problems: faults
      .toSorted((one, other) => one.line - other.line)
      .slice(0, problemsMax)
      .map(({ line, column, reason }) => ({ line, column, reason })),
  };
}
