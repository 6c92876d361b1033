/** Cells of a line as values. What a file has no column for stays as it was. */

export type Cells = ReadonlyMap<string, string>;

/** Why a cell is not taken; `null`: the line as a whole. */
export interface Unread {
  readonly column: string | null;
  readonly reason: string;
}

/** What a schema finds. */
interface Issue {
  readonly code: string;
  readonly expected?: unknown;
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Several words in a cell: of features, of numbers of rooms. */
export function wordsOf(cell: string): readonly string[] {
  return cell.split(/\s+/).filter((word) => word !== '');
}

/** As people write it; what is neither is left for the schema to refuse. */
export function truthOf(cell: string): boolean | string {
  if (/^(?:yes|true|1)$/i.test(cell)) return true;
  return /^(?:no|false|0|)$/i.test(cell) ? false : cell;
}

/** Empty where nobody has said; what is no number is left for the schema to refuse. */
export function wholeOf(cell: string): number | string | undefined {
  if (cell === '') return undefined;
  return /^\d{1,6}$/.test(cell) ? Number(cell) : cell;
}

/** A cell, or what it was where the file has no such column. */
export function cellOr<T, U>(
  cells: Cells,
  column: string,
  read: (cell: string) => T,
  otherwise: U,
): T | U {
  const cell = cells.get(column);
  return cell === undefined ? otherwise : read(cell);
}

/** The schema's faults by column: the path of a member, joined by points, or its beginning. */
export function unreadOf(
  issues: readonly Issue[],
  columns: Readonly<Record<string, string>>,
): readonly Unread[] {
  const found = issues.map((issue): Unread => {
    const { path } = issue;
    const name = path.filter((part) => typeof part === 'string').join('.');
    const column = columns[name] ?? columns[String(path[0] ?? '')] ?? null;
    return { column, reason: reasonOf(issue) };
  });
  // One word for a cell is enough.
  return [...new Map(found.map((each) => [each.column, each])).values()];
}

/** A cell is a text, so what a schema says of types would tell nobody anything. */
function reasonOf(issue: Issue): string {
  if (issue.code === 'invalid_type' && issue.expected === 'boolean') return 'is neither yes nor no';
  if (issue.code === 'invalid_type') return 'is no whole number';
  return issue.message.slice(0, 200);
}
