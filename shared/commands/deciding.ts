/**
 * The writer's side of commands: every command is decided once. A copy of one that was decided is
 * answered from its decision, remembered or read; the same id with another fingerprint is a reused
 * key. A command taken for new that is none is found out by its decision row, whose key is there.
 */
import { RecencyMap } from '#shared/cache/recency-map.ts';
import type { Sql } from '#shared/database/database.ts';
import { rowsOfLists } from '#shared/database/rows-of-lists.ts';
import type { BatchEffects, ConsumerTools, OutboxEvent } from '#shared/function/declare.ts';
import type { StoredRecord } from '#shared/log/log.ts';
import { inOnePiece } from '#shared/text.ts';
import type { ReplyWire } from './replies.ts';

/** What every command carries, whatever it asks for. */
export interface CommandLike {
  readonly id: string;
  readonly tenantId: string;
  readonly fingerprint: string;
}

export interface Incoming<C extends CommandLike> {
  readonly command: C;
  readonly partition: number;
  readonly traceparent: string;
  readonly replyTo: string;
}

/** One decision: `accepted` or a rejection, and the facts it leaves behind. */
export interface NewDecision {
  readonly outcome: string;
  readonly details: object | undefined;
  /** Only for who waits for it now: not kept, and not said to a later copy. */
  readonly receipt?: object | undefined;
  readonly events: readonly OutboxEvent[];
}

export interface Decider<C extends CommandLike> {
  /** The writer's own memory: lost with everything else it knows. */
  readonly recent: RecentDecisions;
  /** What of these is to be read before they are decided; undefined when memory holds all of it. */
  missing(commands: readonly C[]): ((sql: Sql) => Promise<void>) | undefined;
  decide(incoming: Incoming<C>): NewDecision;
  /** Writes what the decisions since the last call changed. */
  write(sql: Sql): Promise<void>;
}

export interface DecisionRow {
  readonly command_id: string;
  readonly fingerprint: string;
  readonly outcome: string;
  readonly details: string | null;
}

interface TenantsDecision {
  readonly tenantId: string;
  readonly decision: DecisionRow;
}

/** What was decided last, by command: copies come soon if they come. */
export type RecentDecisions = RecencyMap<DecisionRow>;

/** Some seconds of a busy writer; each takes some three hundred bytes. */
const recentMax = 16_384;

export function recentDecisions(): RecentDecisions {
  return new RecencyMap(recentMax);
}

export async function decideBatch<C extends CommandLike>(
  records: readonly StoredRecord[],
  parse: (record: StoredRecord) => C,
  decider: Decider<C>,
  tools: ConsumerTools,
): Promise<BatchEffects> {
  const incoming = records.map(
    (record): Incoming<C> => ({
      command: parse(record),
      partition: tools.partitionOf(record),
      traceparent: record.headers['traceparent'] ?? '',
      replyTo: record.headers['replyto'] ?? '',
    }),
  );
  const tenants = [...new Set(incoming.map(({ command }) => command.tenantId))];
  const { recent } = decider;
  await read();

  const rows: TenantsDecision[] = [];
  const events: OutboxEvent[] = [];
  const replies = new Map<string, ReplyWire[]>();
  for (const each of incoming) {
    const { command } = each;
    const before = recent.get(command.id);
    const decided = before === undefined ? decideOne(each) : repeated(before, command);
    if (each.replyTo !== '') {
      const { outcome, details, replayed, receipt } = decided;
      const told = [command.id, command.fingerprint, outcome, details, replayed] as const;
      const wire: ReplyWire = receipt === undefined ? told : [...told, receipt];
      const others = replies.get(each.replyTo);
      if (others === undefined) replies.set(each.replyTo, [wire]);
      else others.push(wire);
    }
  }

  /** In one transaction, if there is anything to read: of new commands only what memory does not hold. */
  async function read(): Promise<void> {
    const unknown = incoming.map(({ command }) => command).filter(isUnknown);
    if (unknown.length === 0) return;
    if (tools.presumeNew) {
      const missing = decider.missing(unknown);
      if (missing !== undefined) await tools.read(tenants, missing);
      return;
    }
    await tools.read(tenants, async (sql) => {
      for (const row of await decisionsOf(sql, unknown)) recent.set(row.command_id, row);
      await decider.missing(unknown.filter(isUnknown))?.(sql);
    });
  }

  function isUnknown({ id }: CommandLike): boolean {
    return recent.get(id) === undefined;
  }

  function decideOne(each: Incoming<C>): {
    outcome: string;
    details: string | null;
    replayed: boolean;
    receipt?: object | undefined;
  } {
    const { command } = each;
    const decision = decider.decide(each);
    const details = decision.details === undefined ? null : JSON.stringify(decision.details);
    const { outcome, receipt } = decision;
    // What is cut out of a command's text keeps all of it in memory.
    const kept = {
      command_id: inOnePiece(command.id),
      fingerprint: inOnePiece(command.fingerprint),
      outcome,
      details,
    };
    rows.push({ tenantId: command.tenantId, decision: kept });
    recent.set(kept.command_id, kept);
    events.push(...decision.events);
    return { outcome, details, replayed: false, receipt };
  }

  return {
    tenants,
    events,
    async write(sql) {
      // In one packet.
      await Promise.all([
        rows.length > 0 ? insertDecisions(sql, rows) : undefined,
        decider.write(sql),
      ]);
    },
    committed() {
      for (const [channel, wires] of replies) tools.replies.send(channel, wires);
    },
  };
}

function repeated(
  before: DecisionRow,
  command: CommandLike,
): { outcome: string; details: string | null; replayed: boolean; receipt?: undefined } {
  return before.fingerprint === command.fingerprint
    ? { outcome: before.outcome, details: before.details, replayed: true }
    : { outcome: 'idempotency_key_reused', details: null, replayed: false };
}

function decisionsOf(sql: Sql, commands: readonly CommandLike[]): Promise<DecisionRow[]> {
  return sql.rows<DecisionRow>(
    `select decision.* from ${rowsOfLists({ tenant: 'uuid', command: 'uuid' })} wanted
     cross join lateral (
       select command_id, fingerprint, outcome, details from decisions
       where tenant_id = wanted.tenant and command_id = wanted.command
       -- One look into the index for each: a list of tenants beside a list of commands is every pair of them.
       limit 1
     ) decision`,
    [commands.map(({ tenantId }) => tenantId), commands.map(({ id }) => id)],
  );
}

const insert = `
  insert into decisions (tenant_id, command_id, fingerprint, outcome, details)
  select * from ${rowsOfLists({
    ...{ tenant_id: 'uuid', command_id: 'uuid' },
    ...{ fingerprint: 'text', outcome: 'text', details: 'text' },
  })} row`;

async function insertDecisions(sql: Sql, rows: readonly TenantsDecision[]): Promise<void> {
  await sql.count(insert, [
    rows.map(({ tenantId }) => tenantId),
    rows.map(({ decision }) => decision.command_id),
    rows.map(({ decision }) => decision.fingerprint),
    rows.map(({ decision }) => decision.outcome),
    rows.map(({ decision }) => decision.details),
  ]);
}
