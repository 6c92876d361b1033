/** The committed OpenAPI document, as text. A bundle is built with what this reads beside it. */
import { readFileSync } from 'node:fs';

export function files(): Readonly<Record<string, string>> {
  const committed = new URL('../../docs/openapi.json', import.meta.url);
  return { 'openapi.json': readFileSync(committed, 'utf8') };
}
