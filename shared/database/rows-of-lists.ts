/**
 * Many rows in one statement, a list for each column, for `from`: `$first::type[]`, and so on in the
 * order of the columns. Lists of a select list are walked beside each other; `unnest` of several lists
 * in `from` puts each into a store of its own first, which took a third of a wide insert.
 */
export function rowsOfLists(columns: Readonly<Record<string, string>>, first = 1): string {
  const lists = Object.entries(columns).map(
    ([name, type], at) => `unnest($${first + at}::${type}[]) as ${name}`,
  );
  return `(select ${lists.join(', ')})`;
}
