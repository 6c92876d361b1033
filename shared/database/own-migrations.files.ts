/** The product's migrations, as text, by name. A bundle is built with what this reads beside it. */
import { readdirSync, readFileSync } from 'node:fs';

const directory = new URL('../../schema/migrations/', import.meta.url);

export function files(): Readonly<Record<string, string>> {
  const names = readdirSync(directory).filter((name) => name.endsWith('.sql'));
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(new URL(name, directory), 'utf8')]),
  );
}
