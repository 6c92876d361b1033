/** What both databases must hold when the load is over: every booking answered, none more, no room sold twice. */
import assert from 'node:assert/strict';
import type pg from 'pg';

/** Nights per room type, counted from the reservations and not from what anyone wrote down. */
function heldNights(schema: string): string {
  return `
    select tenant_id, property_id, scope as room_type, night::date as night, count(*) as held
    from ${schema}reservations,
      generate_series(arrival, departure - 1, interval '1 day') night,
      unnest(array[room_type, 'house']) scope
    where status = 'confirmed'
    group by 1, 2, 3, 4`;
}

async function count(sql: pg.Client, text: string, counted = 'count(*)'): Promise<number> {
  const { rows } = await sql.query<{ found: string }>(`select ${counted} as found from ${text}`);
  return Number(rows[0]?.found);
}

export async function checkOurs(sql: pg.Client, booked: number, refused: number): Promise<void> {
  assert.equal(await count(sql, 'reservations.reservations'), booked, 'reservations of ours');
  assert.equal(await count(sql, 'reservations.arrivals'), booked, 'projected arrivals of ours');
  const statistics = (figure: string) => count(sql, 'analytics.properties', `sum(${figure})`);
  assert.equal(await statistics('confirmed'), booked, 'counted bookings of ours');
  assert.equal(await statistics('turned_away'), refused, 'counted refusals of ours');
  const confirmed = `reservations.events where type = 'reservation.confirmed.v1'`;
  assert.equal(await count(sql, confirmed), booked, 'facts of ours');
  const decided = `reservations.decisions where outcome in ('accepted', 'no_room')`;
  const opened = await count(sql, 'reservations.properties');
  assert.equal(await count(sql, decided), booked + refused + opened, 'decisions of ours');
  // The house's rooms are the sum of its types', of which there are three alike.
  const limits = `(
    select tenant_id, property_id, coalesce(room_type, 'house') as room_type, night, sum(sold) as sold,
      max(physical) * case when grouping(room_type) = 1 then 3 else 1 end as rooms
    from reservations.nights where room_type <> 'house'
    group by grouping sets ((tenant_id, property_id, room_type, night), (tenant_id, property_id, night))) figures`;
  await checkNights(sql, heldNights('reservations.'), limits);
}

export async function checkRival(sql: pg.Client, booked: number, refused: number): Promise<void> {
  assert.equal(await count(sql, 'reservations'), booked, 'reservations of the baseline');
  assert.equal(await count(sql, 'events'), booked, 'events of the baseline');
  assert.equal(await count(sql, 'decisions'), booked + refused, 'decisions of the baseline');
  await checkNights(sql, heldNights(''), 'nights');
}

async function checkNights(sql: pg.Client, held: string, figures: string): Promise<void> {
  const wrong = await count(
    sql,
    `(${held}) counted left join ${figures} using (tenant_id, property_id, room_type, night)
     where sold is distinct from held or held > rooms`,
  );
  assert.equal(wrong, 0, 'nights that are sold wrongly or too often');
}
