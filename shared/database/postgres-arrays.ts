/** Lists of values as the text of PostgreSQL's arrays. A statement for a whole batch is made of little else. */

/** Undefined when it holds something else than texts, numbers, truth values and nothing: `pg` writes those. */
export function arrayText(values: readonly unknown[]): string | undefined {
  let text = '';
  for (const [at, value] of values.entries()) {
    const element = elementText(value);
    if (element === undefined) return undefined;
    text += at === 0 ? element : `,${element}`;
  }
  return `{${text}}`;
}

function elementText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'undefined':
      return 'NULL';
    default:
      return value === null ? 'NULL' : undefined;
  }
}

/** Most texts need no escape, and looking for two characters is quicker than replacing them. */
function quoted(text: string): string {
  if (!text.includes('"') && !text.includes('\\')) return `"${text}"`;
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
