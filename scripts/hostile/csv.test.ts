/** Files that nobody should send, to the product as it is, and to one that would do something wrong with them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Answer, Desk } from '../testing/desk.ts';
import { inHouse } from '../testing/in-house.ts';
import { routes } from '../testing/routes.ts';
import { attackCsv } from './csv.ts';
import { csvFiles } from './csv-files.ts';
import { csvForms } from './csv-forms.ts';

const the = inHouse();
const text = readFileSync(join(import.meta.dirname, '../../docs/openapi.json'), 'utf8');

/** By the title of its verdict, what is wrong with each route. */
async function faultsWith(more: { sends?: Desk; looks?: Desk; cases?: number } = {}) {
  const { desk } = the.house;
  const verdicts = await attackCsv({
    ...{ declarations: routes, text, sends: desk, looks: desk, cases: 40, seed: 1, ...more },
  });
  return verdicts.map(({ title, faults }) => [title.split(' ').at(-1), faults]);
}

describe('Hostile files', () => {
  test.each(Object.entries(csvForms))(
    'to %s are of every kind, the same for a seed',
    (_path, form) => {
      const files = csvFiles(form, 1, 300);
      expect(isDeepStrictEqual(files, csvFiles(form, 1, 300))).toBe(true);
      expect(isDeepStrictEqual(files, csvFiles(form, 2, 300))).toBe(false);
      const count = (comes: string) => files.filter((file) => file.comes === comes).length;
      expect(new Set(files.map(({ what }) => what.replace(/^\d+ lines$/, 'lines'))).size).toBe(20);
      expect(count('read')).toBeGreaterThan(150);
      expect(count('refused')).toBeGreaterThan(50);
      expect(files.flatMap(({ good }) => good).length).toBeGreaterThan(500);
      expect(files.flatMap(({ bad }) => bad).length).toBeGreaterThan(500);
    },
  );

  test('leave what is right in them and nothing else, and change nothing the second time', async () => {
    const faults = await faultsWith();
    expect(faults).toEqual([
      ['import-room-types', []],
      ['import-rooms', []],
    ]);
  });

  test('are noticed where an answer is not as documented', async () => {
    const { desk } = the.house;
    const told = (change: (answer: Answer) => Answer): Desk => ({
      ...desk,
      send: async (...asked) => change(await desk.send(...asked)),
    });
    const more = told((answer) => ({ ...answer, body: { secret: 1, ...answer.body } }));
    expect((await faultsWith({ sends: more, cases: 10 }))[0]?.[1]?.[0]).toMatch(
      /answers \{"secret":1/,
    );
    const other = told((answer) => (answer.status === 200 ? answer : { ...answer, status: 500 }));
    expect((await faultsWith({ sends: other, cases: 10 }))[1]?.[1]?.[0]).toMatch(
      /refuses with 500/,
    );
  });

  test('are noticed where a good line is not in', async () => {
    const { desk } = the.house;
    const forgetful: Desk = {
      ...desk,
      get: async (...asked) => {
        const answer = await desk.get(...asked);
        const { rooms } = answer.body ?? {};
        return Array.isArray(rooms)
          ? { ...answer, body: { rooms: rooms.filter(({ room }) => room !== 'T7') } }
          : answer;
      },
    };
    const [, [, faults] = []] = await faultsWith({ looks: forgetful });
    expect(faults).toContainEqual(expect.stringMatching(/T7 is good and not there/));
  });
});
