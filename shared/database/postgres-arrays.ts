/** Lists of values as the text of PostgreSQL's arrays: what goes over where the binary form does not. */
import assert from 'node:assert/strict';

/** Of texts, in UTF-8 too, numbers, truth values and nothing. */
export function arrayText(values: readonly unknown[]): string {
  let text = '';
  for (const [at, value] of values.entries()) {
    text += at === 0 ? elementText(value) : `,${elementText(value)}`;
  }
  return `{${text}}`;
}

function elementText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      if (value instanceof Uint8Array) return quoted(Buffer.from(value).toString());
      assert(value === null || value === undefined, 'a list holds texts, numbers and truth values');
      return 'NULL';
  }
}

/** Most texts need no escape, and looking for two characters is quicker than replacing them. */
function quoted(text: string): string {
  if (!text.includes('"') && !text.includes('\\')) return `"${text}"`;
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
