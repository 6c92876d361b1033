/** A property with rooms, for tests: what is set, as its callers set it. */
import { expect } from 'vitest';
import type { Answer, Desk } from '../../scripts/testing/desk.ts';
import { type InHouse, soon } from '../../scripts/testing/in-house.ts';

export const double = {
  ...{ name: 'Double', description: 'To the garden.', beds: [{ kind: 'queen', count: 1 }] },
  occupancy: { standard: 2, maximum: 3, adultsMax: 2, childrenMax: 1 },
  ...{ connecting: false, roomsListed: false },
};

export const room = {
  ...{ roomType: 'DBL', floor: '1', features: ['balcony', 'bath'], connectsTo: [], active: true },
};

export function put(desk: Desk, path: string, body: object, ifMatch?: string): Promise<Answer> {
  return desk.send('PUT', path, {
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', 'if-match': ifMatch },
  });
}

/** Resolves with the path of a property that is listed. */
export async function opened(the: InHouse, physical?: number): Promise<string> {
  const path = await the.open(physical);
  await soon(async () => expect((await the.house.desk.get(path)).status).toBe(200));
  return path;
}

/** The facts a property has left in this context, oldest first. */
export async function factsOf(the: InHouse, path: string): Promise<readonly [string, object][]> {
  const { rows } = await the.house.owner.query<{ type: string; data: string }>(
    'select type, data from properties.events where subject = $1 order by position',
    [path.split('/').at(-1)],
  );
  return rows.map(({ type, data }) => {
    // Who set it is told of every function at once, in every-change.test.ts.
    const { actor: _who, ...said } = JSON.parse(data);
    return [type, said];
  });
}
