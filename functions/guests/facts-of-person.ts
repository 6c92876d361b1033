/** Facts that name a person, of every context that seals what it says of one, with that opened. */
import { type ExportedFact, factsPerExportMax } from '#schema/guests/http.ts';
import type { Sql } from '#shared/database/database.ts';
import { unseal } from '#shared/seal/seal.ts';
import type { GuestRow } from './guest-rows.ts';
import type { LinkRow } from './person.ts';

interface FactRow {
  readonly context: ExportedFact['context'];
  readonly event_id: string;
  readonly type: string;
  readonly subject: string;
  readonly occurred_at: ExportedFact['occurredAt'];
  readonly recorded_at: ExportedFact['recordedAt'];
  readonly data: string;
}

/** Opens a sealed text of one subject; undefined where it cannot be opened any more. */
type Open = (sealed: string, subject: string) => unknown;

export interface Person {
  readonly tenantId: string;
  readonly profiles: readonly GuestRow[];
  readonly links: readonly LinkRow[];
}

/** From the first to the last; undefined where they are more than an export holds. */
export async function readFacts(
  sql: Sql,
  { tenantId, profiles, links }: Person,
): Promise<readonly ExportedFact[] | undefined> {
  const columns = 'event_id, type, subject, occurred_at, recorded_at, data, partition, position';
  const rows = await sql.rows<FactRow>(
    `select * from (
       select 'guests' as context, ${columns} from guests.events
       where tenant_id = $1 and subject = any($2::text[])
       union all
       select 'reservations' as context, ${columns} from reservations.facts_of($3::text[], $4::integer)
     ) fact order by recorded_at, context, partition, position limit $4::integer`,
    [
      ...[tenantId, profiles.map((row) => row.guest_id)],
      ...[links.map((row) => row.reservation_id), factsPerExportMax + 1],
    ],
  );
  if (rows.length > factsPerExportMax) return undefined;
  const openers = {
    guests: openProfiles(profiles),
    reservations: await openStays(sql, links),
  };
  return rows.map((row) => exported(row, openers[row.context]));
}

function openProfiles(profiles: readonly GuestRow[]): Open {
  const keys = new Map(profiles.map((row) => [row.guest_id as string, row.key]));
  return (sealed, subject) => opened(keys.get(subject), sealed, subject);
}

/** Of a reservation each sealing has a key of its own, which leads the text by its name. */
async function openStays(sql: Sql, links: readonly LinkRow[]): Promise<Open> {
  const rows = await sql.rows<{ reservation_id: string; key_id: string; key: string }>(
    'select reservation_id, key_id, key from reservations.keys_of($1::uuid[], $2::uuid[])',
    [links.map((row) => row.property_id), links.map((row) => row.reservation_id)],
  );
  const keys = new Map(rows.map((row) => [`${row.reservation_id}.${row.key_id}`, row.key]));
  return (sealed, subject) => {
    const end = sealed.indexOf('.');
    return opened(keys.get(`${subject}.${sealed.slice(0, end)}`), sealed.slice(end + 1), subject);
  };
}

function opened(key: string | null | undefined, sealed: string, subject: string): unknown {
  if (key === null || key === undefined) return undefined;
  const text = unseal(Buffer.from(key, 'base64url'), sealed, subject);
  return text === undefined ? undefined : JSON.parse(text);
}

type Data = Record<string, unknown>;

function exported(row: FactRow, open: Open): ExportedFact {
  const { actor, ...data } = JSON.parse(row.data);
  const plain = withOpened(data, row.subject, open);
  return {
    ...{ id: row.event_id, context: row.context, type: row.type, subject: row.subject, actor },
    ...{ occurredAt: row.occurred_at, recordedAt: row.recorded_at },
    data:
      typeof data.booking === 'object'
        ? { ...plain, booking: withOpened(data.booking, row.subject, open) }
        : plain,
  };
}

/** What cannot be opened is left out: its key was erased, and nobody knows what it said. */
function withOpened(data: Data, subject: string, open: Open): Data {
  const { personal, ...rest } = data;
  if (typeof personal !== 'string') return data;
  const plain = open(personal, subject);
  return plain === undefined ? rest : { ...rest, personal: plain };
}
