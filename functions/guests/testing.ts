/** Guests for tests, as a front desk writes them down. */
import { expect } from 'vitest';
import type { Booked, InHouse } from '../../scripts/testing/in-house.ts';
import { put } from '../../scripts/testing/price-list.ts';

export const ngozi = {
  ...{ firstName: 'Ngozi', lastName: 'Okoye', email: 'Ngozi@Okoye.example' },
  phone: '+44 20 7946 0123',
};

/** Resolves with the path of a profile. */
export async function created(the: InHouse, profile: object = ngozi): Promise<string> {
  const answer = await the.house.desk.post('/v1/guests', profile);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return `/v1/guests/${answer.body.id}`;
}

export function idOf(path: string): string {
  return path.split('/').at(-1) ?? '';
}

/** Ids of those who are found, in the order of the answer. */
export async function found(the: InHouse, wanted: object): Promise<readonly string[]> {
  const answer = await the.house.desk.post('/v1/guest-searches', wanted);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body.guests.map((guest: { id: string }) => guest.id);
}

/** What the facts of a guest say beside who left them, oldest first. */
export async function factsOf(the: InHouse, path: string): Promise<readonly [string, object][]> {
  const { rows } = await the.house.owner.query<{ type: string; data: string }>(
    'select type, data from guests.events where subject = $1 order by position',
    [idOf(path)],
  );
  return rows.map(({ type, data }) => {
    const { actor: _who, ...said } = JSON.parse(data);
    return [type, said];
  });
}

/** The second profile is of the same person as the first. */
export async function merged(the: InHouse, path: string, other: string): Promise<void> {
  const mergedGuestId = idOf(other);
  const answer = await the.house.desk.post(`${path}/mergers`, { mergedGuestId });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
}

export async function linked(the: InHouse, stay: Booked, path: string): Promise<void> {
  const answer = await put(the.house.desk, `${stay.path}/guest`, { guestId: idOf(path) });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
}
