/** What facts say of guests is what is kept of them, whatever was done. */
import { expect, test } from 'vitest';
import { guestsEvents } from '#schema/guests/events.ts';
import { inHouse } from '../../scripts/testing/in-house.ts';
import { put } from '../../scripts/testing/price-list.ts';
import { created, found, idOf, linked, merged, ngozi } from './testing.ts';

const the = inHouse();

interface Kept {
  readonly version: number;
  readonly status: string;
  readonly mergedInto: string | null;
  readonly personal: string | null;
  readonly reservations: readonly string[];
}

test('H30 Guests made again from their facts are those that are kept', async () => {
  const path = await the.open();
  const guests = [];
  for (let nth = 0; nth < 6; nth += 1) guests.push(await created(the));
  const [one, two, three, four, five, six] = guests as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const [first, second, third] = [
    ...[await the.booked(path, 0), await the.booked(path, 1), await the.booked(path, 2)],
  ] as const;
  await linked(the, first, two);
  await linked(the, second, three);
  await linked(the, third, four);
  await linked(the, third, five);
  await put(the.house.desk, two, { ...ngozi, lastName: 'Two' });
  await merged(the, two, three);
  await merged(the, one, two);
  await merged(the, five, six);
  expect((await the.house.desk.post(`${one}/erasures`, {})).status).toBe(200);
  expect(await fromFacts()).toEqual(await fromRows());
  expect((await fromRows()).get(idOf(three))).toEqual({
    ...{ version: 3, status: 'erased', mergedInto: idOf(one), personal: null, reservations: [] },
  });
  expect((await fromRows()).get(idOf(five))?.reservations).toEqual([third.id]);
  expect(await found(the, { lastName: 'Okoye' })).toEqual([idOf(four), idOf(five)].toSorted());
  const terms = await the.house.owner.query(
    `select from guests.search_terms where guest_id = $1 or source_id = any($2::uuid[])`,
    [idOf(one), [one, two, three].map(idOf)],
  );
  expect(terms.rowCount).toBe(0);
});

async function fromRows(): Promise<ReadonlyMap<string, Kept>> {
  const { rows } = await the.house.owner.query<Kept & { id: string }>(
    `select guest_id as id, version, status, merged_into as "mergedInto", personal,
       array(select reservation_id::text from guests.guest_reservations link
             where link.guest_id = guest.guest_id order by 1) as reservations
     from guests.guests guest`,
  );
  return new Map(rows.map(({ id, ...kept }) => [id, kept]));
}

async function fromFacts(): Promise<ReadonlyMap<string, Kept>> {
  const { rows } = await the.house.owner.query<{ type: keyof typeof guestsEvents; data: string }>(
    'select type, data from guests.events order by recorded_at, partition, position',
  );
  const made = new Map<string, Kept>();
  const change = (id: string, by: Partial<Kept>): void => {
    const before = made.get(id) ?? {
      ...{ version: 0, status: 'active', mergedInto: null, personal: null, reservations: [] },
    };
    made.set(id, { ...before, ...by });
  };
  const of = (id: string): readonly string[] => made.get(id)?.reservations ?? [];
  for (const { type, data: text } of rows) {
    const data = guestsEvents[type].parse(JSON.parse(text));
    const { guestId: id, version } = data;
    if ('personal' in data) change(id, { version, personal: data.personal });
    else if ('mergedInto' in data) {
      const { mergedInto } = data;
      for (const [each, kept] of made) if (kept.mergedInto === id) change(each, { mergedInto });
      change(id, { version, status: 'merged', mergedInto });
    } else if ('profiles' in data)
      for (const each of [id, ...data.profiles])
        change(each, {
          ...{ version: (made.get(each)?.version ?? 0) + 1, status: 'erased' },
          ...{ personal: null, reservations: [] },
        });
    else
      change(id, {
        reservations:
          type === 'guest.reservation_linked.v1'
            ? [...of(id), data.reservationId].toSorted()
            : of(id).filter((each) => each !== data.reservationId),
      });
  }
  return made;
}
