/** Makes a migrated database ready for simulations, and empty again between two of them. */
import type { Session } from './session.ts';

/** Fewer than in a real house: a seed's few properties meet on them, and an empty one shows nothing. */
export const partitions = 3;

const readyToSimulate = `
  create schema simulation;
  create function simulation.now() returns timestamptz language sql stable
    as $$ select to_timestamp(pg_catalog.current_setting('app.now_ms')::float8 / 1000) $$;
  create table simulation.heard (
    place bigint generated always as identity, event_id text not null, subject text not null, version integer not null
  );
  grant usage on schema simulation to public;
  grant all on simulation.heard to serai_properties;
  update reservations.placement set partition = bucket % ${partitions};
  analyze reservations.placement;`;

export async function prepare(session: Session): Promise<void> {
  await session.ask(readyToSimulate);
}

const written = [
  ...['events', 'consumer_offsets', 'decisions', 'parked', 'properties', 'reservations', 'nights'],
  ...['work_items', 'guest_keys', 'arrivals', 'in_house'],
].map((table) => `reservations.${table}`);
const others = [
  ...['stays', 'nights', 'properties', 'flags', 'consumer_offsets', 'parked'].map(
    (table) => `analytics.${table}`,
  ),
  ...['properties', 'inbox'].map((table) => `properties.${table}`),
  ...['consumer_offsets', 'retries', 'dead_letters'].map((table) => `push.${table}`),
  'simulation.heard',
];

/** Truncated, not emptied: every seed finds the same tables on the same pages. */
export async function empty(session: Session): Promise<void> {
  await session.ask(`
    truncate ${[...written, ...others].join(', ')} restart identity;
    truncate reservations.outbox, reservations.relay_cursor;
    insert into reservations.outbox (partition) select generate_series(0, 7);
    insert into reservations.relay_cursor (partition) select generate_series(0, 7);`);
}
