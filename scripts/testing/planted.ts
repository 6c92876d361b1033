/** Words that were planted, searched for in all that a database holds: as they are, and as other forms of the same bytes. */
import type pg from 'pg';
import { unseal } from '#shared/seal/seal.ts';

export interface Held {
  readonly table: string;
  readonly text: string;
}

/** Every value of every row of every table, as text; bytes as they are. */
export async function everythingIn(owner: pg.Client): Promise<readonly Held[]> {
  const { rows: tables } = await owner.query<{ name: string }>(
    `select format('%I.%I', nspname, relname) as name
     from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where relkind = 'r' and nspname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  const held: Held[] = [];
  for (const { name } of tables) {
    const { rows } = await owner.query<Record<string, unknown>>(`select * from ${name}`);
    for (const row of rows)
      for (const value of Object.values(row)) held.push({ table: name, text: textOf(value) });
  }
  return held;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Buffer.isBuffer(value)) return value.toString('latin1');
  return JSON.stringify(value) ?? '';
}

/** Whatever case it has been brought to, in base64 at each of its three offsets, in hex, in a URL. */
function formsOf(word: string): readonly string[] {
  const cases = [...new Set([word, word.toLowerCase(), word.toUpperCase()])];
  return cases.flatMap((each) => {
    const bytes = Buffer.from(each);
    const base64 = [0, 1, 2].map((offset) => {
      const all = Buffer.concat([Buffer.alloc(offset), bytes]);
      const [from, to] = [Math.ceil((offset * 8) / 6), Math.floor((all.length * 8) / 6)];
      return all.toString('base64').slice(from, to);
    });
    return [
      ...[each, bytes.toString('latin1'), bytes.toString('hex'), encodeURIComponent(each)],
      ...base64.flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')]),
    ];
  });
}

/** Where one of the words stands: `table: word`, each once. */
export function placesOf(words: readonly string[], held: readonly Held[]): readonly string[] {
  const found = new Set<string>();
  for (const word of words)
    for (const form of formsOf(word))
      for (const { table, text } of held) if (text.includes(form)) found.add(`${table}: ${word}`);
  return [...found].toSorted();
}

/** Version, nonce, tag and one byte at least, in base64url. */
const sealedText = /[\w-]{40,}/g;

/** All that can be opened with keys that are in the database, whosever they are. */
export function openedIn(
  held: readonly Held[],
  keys: readonly string[],
  subjects: readonly string[],
): readonly Held[] {
  const buffers = keys.map((key) => Buffer.from(key, 'base64url'));
  const sealed = new Set(held.flatMap(({ text }) => text.match(sealedText) ?? []));
  return [...sealed].flatMap((text) =>
    buffers.flatMap((key) =>
      subjects.flatMap((subject) => {
        const plain = unseal(key, text, subject);
        return plain === undefined ? [] : [{ table: 'sealed', text: plain }];
      }),
    ),
  );
}
