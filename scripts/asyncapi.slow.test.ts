import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Parser } from '@asyncapi/parser';
import { describe, expect, test } from 'vitest';

const file = join(import.meta.dirname, '../docs/asyncapi.json');

/** What a reader must know; that a newer version of the specification exists is none of it. */
async function faultsOf(document: string): Promise<readonly string[]> {
  const { diagnostics } = await new Parser().parse(document);
  const grave = diagnostics.filter(({ severity }) => severity <= 1);
  return grave.map(({ path, message }) => `${path.join('/')}: ${message}`);
}

describe('docs/asyncapi.json', () => {
  test('is a valid AsyncAPI 3 document, by the parser of the specification', async () => {
    expect(await faultsOf(await readFile(file, 'utf8'))).toEqual([]);
  });

  test('would be refused with a channel that is not there', async () => {
    const text = await readFile(file, 'utf8');
    const broken = text.replace(
      '"$ref": "#/channels/reservations.commands"',
      '"$ref": "#/channels/elsewhere"',
    );
    expect(await faultsOf(broken)).not.toEqual([]);
  });
});
