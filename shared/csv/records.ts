/**
 * CSV as RFC 4180 has it, taken apart so that a fault stays in its record: each is parsed by itself, and
 * knows the line it begins on. (A parser that reads a whole text counts lines of what it has skipped
 * wrongly, and takes what follows a stray quote for a part of it.)
 */
import { CsvError, parse } from 'csv-parse/sync';

export interface CsvRecord {
  /** Of the text, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}
export interface CsvFault {
  readonly line: number;
  readonly reason: string;
}

/** A cell may hold an address or a few paragraphs. A quote that is open longer was meant to be closed. */
const linesPerRecordMax = 50;
const charactersPerRecordMax = 16_384;

/** Lines end as they do in Unix, in Windows and in old Macs; empty ones are passed over. */
export function* csvRecords(text: string, delimiter: string): Generator<CsvRecord | CsvFault> {
  const lines = text.split(/\r\n|\n|\r/);
  for (let at = 0; at < lines.length; ) {
    const line = at + 1;
    const record = recordAt(lines, at);
    at += record?.lines ?? 1;
    if (record === undefined) yield { line, reason: 'a quote is not closed' };
    else if (record.text.length > charactersPerRecordMax)
      yield { line, reason: `has more than ${charactersPerRecordMax} characters` };
    else if (record.text !== '') yield read(record.text, line, delimiter);
  }
}

/** As many lines as it takes to close every quote; undefined when that is too many. */
function recordAt(
  lines: readonly string[],
  from: number,
): { readonly text: string; readonly lines: number } | undefined {
  let text = lines[from] ?? '';
  let isOpen = opens(text);
  let taken = 1;
  for (; isOpen; taken += 1) {
    const next = lines[from + taken];
    if (next === undefined || taken === linesPerRecordMax) return undefined;
    text += `\n${next}`;
    isOpen = opens(next) ? !isOpen : isOpen;
  }
  return { text, lines: taken };
}

/** A quote within quotes is written twice, so an odd number of them leaves one open. */
function opens(line: string): boolean {
  return line.includes('"') && line.split('"').length % 2 === 0;
}

function read(text: string, line: number, delimiter: string): CsvRecord | CsvFault {
  // Where nothing is quoted there is nothing to parse.
  if (!text.includes('"')) return { line, cells: text.split(delimiter) };
  try {
    const [cells = []] = parse(text, { delimiter, record_delimiter: '\0' });
    return { line, cells };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { line, reason: 'a quote stands where none may, or something follows one' };
  }
}
