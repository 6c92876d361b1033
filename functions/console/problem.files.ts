/** The committed page of each problem, as text. A bundle is built with what this reads beside it. */
import { readdirSync, readFileSync } from 'node:fs';

export function files(): Readonly<Record<string, string>> {
  const folder = new URL('../../docs/problems/', import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith('.md'));
  return Object.fromEntries(
    names.map((name) => [
      name.slice(0, -'.md'.length),
      readFileSync(new URL(name, folder), 'utf8'),
    ]),
  );
}
