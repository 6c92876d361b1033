/** All that is durable when a simulation has come to rest, read by the database's owner and from the log itself. */
import { commandsTopic, type ReservationsCommand } from '#schema/reservations/commands.ts';
import { eventsTopic, type ReservationsEvent } from '#schema/reservations/events.ts';
import type { HotelDate } from '#schema/values.ts';
import type { StoredRecord } from '#shared/log/log.ts';
import type { LogServer } from './log-server.ts';
import type { Session } from './session.ts';

export interface DecisionRow {
  readonly tenant_id: string;
  readonly command_id: string;
  readonly fingerprint: string;
  readonly outcome: string;
  readonly details: string | null;
}

export interface EventRow {
  readonly partition: number;
  readonly position: number;
  readonly tenant_id: string;
  readonly event_id: string;
  readonly type: ReservationsEvent['type'];
  readonly subject: string;
  readonly partition_key: string;
  readonly correlation_id: string;
  readonly data: string;
}

export interface ReservationRow {
  readonly property_id: string;
  readonly reservation_id: string;
  readonly version: number;
  readonly status: string;
  readonly arrival: string;
  readonly departure: string;
  readonly room_type: string;
  readonly assigned_room_type: string | null;
  readonly personal: string | null;
  readonly validation_messages: string;
}

export interface NightRow {
  readonly property_id: string;
  readonly room_type: string;
  readonly night: HotelDate;
  readonly sold: number;
  readonly flagged: number;
}

export interface ListedRow {
  readonly reservation_id: string;
  readonly version: number;
  readonly arrival: string;
  readonly departure: string;
  readonly room_type: string;
  /** Of `arrivals`. */
  readonly status?: string;
  readonly flagged?: boolean;
  /** Of `in_house`. */
  readonly present?: boolean;
}

const queries = {
  decisions: `select tenant_id, command_id, fingerprint, outcome, details
    from reservations.decisions order by command_id`,
  events: `select partition, position, tenant_id, event_id, type, subject, partition_key, correlation_id, data
    from reservations.events order by partition, position`,
  outbox: 'select partition, next_position from reservations.outbox order by partition',
  reservations: `select property_id, reservation_id, version, status, arrival, departure, room_type,
      assigned_room_type, personal, validation_messages
    from reservations.reservations order by reservation_id`,
  // The house's are the sum of its types'; its own rows hold a limit and no count.
  nights: `select property_id, coalesce(room_type, 'house') as room_type, night,
      sum(sold)::integer as sold, sum(flagged)::integer as flagged
    from reservations.nights where room_type <> 'house'
    group by grouping sets ((property_id, room_type, night), (property_id, night))
    order by property_id, room_type, night`,
  workItems: `select property_id, work_item_id, status, rooms from reservations.work_items
    order by property_id, work_item_id`,
  properties: `select tenant_id, property_id, business_date, bookings
    from reservations.properties order by property_id`,
  guestKeys:
    'select reservation_id, key_id from reservations.guest_keys order by reservation_id, key_id',
  arrivals: `select reservation_id, version, arrival, departure, room_type, status, flagged
    from reservations.arrivals order by reservation_id`,
  inHouse: `select reservation_id, version, arrival, departure, room_type, present
    from reservations.in_house order by reservation_id`,
  statistics: `select property_id, confirmed, in_house, checked_out, cancelled, no_show
    from analytics.properties order by property_id`,
  recorded: 'select property_id from properties.properties order by property_id',
  heard: 'select event_id, subject, version from simulation.heard order by place',
  parked: `select consumer, partition, "offset", reason from reservations.parked
    union all select consumer, partition, "offset", reason from analytics.parked order by 1, 2, 3`,
  deadLetters: 'select trigger, error from push.dead_letters order by 1, 2',
} as const;

export interface Tables {
  readonly decisions: readonly DecisionRow[];
  readonly events: readonly EventRow[];
  readonly outbox: readonly { readonly partition: number; readonly next_position: number }[];
  readonly reservations: readonly ReservationRow[];
  readonly nights: readonly NightRow[];
  readonly workItems: readonly {
    readonly property_id: string;
    readonly work_item_id: string;
    readonly status: string;
    readonly rooms: number;
  }[];
  readonly properties: readonly {
    readonly tenant_id: string;
    readonly property_id: string;
    readonly business_date: string;
    readonly bookings: number;
  }[];
  readonly guestKeys: readonly { readonly reservation_id: string; readonly key_id: string }[];
  readonly arrivals: readonly ListedRow[];
  readonly inHouse: readonly ListedRow[];
  readonly statistics: readonly ({ readonly property_id: string } & Readonly<
    Record<'confirmed' | 'in_house' | 'checked_out' | 'cancelled' | 'no_show', number>
  >)[];
  readonly recorded: readonly { readonly property_id: string }[];
  readonly heard: readonly {
    readonly event_id: string;
    readonly subject: string;
    readonly version: number;
  }[];
  readonly parked: readonly {
    readonly consumer: string;
    readonly offset: number;
    readonly reason: string;
  }[];
  readonly deadLetters: readonly { readonly trigger: string; readonly error: string }[];
}

export interface Evidence {
  readonly tables: Tables;
  /** By partition, in the order of the log, copies too. */
  readonly commands: readonly (readonly ReservationsCommand[])[];
  readonly facts: readonly (readonly StoredRecord[])[];
}

export async function gather(session: Session, log: LogServer): Promise<Evidence> {
  const names = Object.keys(queries) as (keyof typeof queries)[];
  const results = await Promise.all(names.map((name) => session.ask(queries[name])));
  const tables = Object.fromEntries(names.map((name, at) => [name, results[at]?.rows ?? []]));
  return {
    // The columns of a query and the members of its row stand side by side above.
    tables: tables as unknown as Tables,
    commands: recordsOf(log, commandsTopic).map((records) =>
      records.map(({ value }): ReservationsCommand => JSON.parse(value.toString('utf8'))),
    ),
    facts: recordsOf(log, eventsTopic),
  };
}

function recordsOf(log: LogServer, topic: string): readonly (readonly StoredRecord[])[] {
  return log
    .states(topic)
    .map(({ nextOffset }, partition) => log.read({ topic, partition }, 0, nextOffset));
}
