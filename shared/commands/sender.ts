/**
 * The door's side of a command: puts it on its topic, then waits for the decision as long as the
 * caller wants. Nothing is promised before the log has the command.
 */
import type { Database } from '#shared/database/database.ts';
import { gatheredReads } from '#shared/database/gathered.ts';
import type { Appended, EventLog, LogRecord, TopicPartition } from '#shared/log/log.ts';
import { systemTimerMs } from '#shared/system.ts';
import type { Replies, ReplyWire } from './replies.ts';

export interface OutgoingCommand {
  readonly id: string;
  readonly tenantId: string;
  readonly fingerprint: string;
  readonly to: TopicPartition;
  readonly key: string;
  /** JSON text. */
  readonly value: string;
  readonly traceparent: string;
}

export interface Decided {
  /** `accepted`, or the rejection. */
  readonly outcome: string;
  readonly details: object | undefined;
  /** Decided by an earlier copy. */
  readonly replayed: boolean;
  /** What its writer said to who waited for it; undefined when the decision was read. */
  readonly receipt?: unknown;
}

export type Sent =
  | { readonly sent: 'decided'; readonly decision: Decided }
  /** The log has it; no decision within the wait. */
  | { readonly sent: 'pending' }
  /** The log does not have it. */
  | { readonly sent: 'unavailable' }
  /** The log may have it. */
  | { readonly sent: 'unknown' };

export interface CommandSender {
  send(command: OutgoingCommand, waitMs: number): Promise<Sent>;
  /** One append for several commands of one partition, in order; waits for all of them. */
  sendAll(commands: readonly OutgoingCommand[], waitMs: number): Promise<readonly Sent[]>;
}

/** Beyond it a request is answered "pending" at once: a waiting request holds memory and a socket. */
const waitingMax = 10_000;
/**
 * When no reply came (lost, or its decider died) the decision row is asked, ever less often. Not
 * sooner: where answers take long because there are many, asking for each makes them take longer.
 * Without a channel there is no reply to wait for.
 */
const fallbackFirstMs = { heard: 1_000, unheard: 300 };
const fallbackMaxMs = 2_000;
/** What the last look at the decision row may take beyond the wait. */
const lastLookMs = 300;
/** A command that may have been lost is either decided by then or better sent again. */
const unknownWaitMs = 2_500;

/** What a decision is found by. All that is kept of a command once the log has it. */
type Awaited = Pick<OutgoingCommand, 'id' | 'tenantId' | 'fingerprint'>;

interface Waiter {
  readonly fingerprint: string;
  readonly resolve: (decision: Decided | undefined) => void;
}

export interface SenderOptions {
  readonly log: EventLog;
  readonly replies: Pick<Replies, 'listen'>;
  /** Reads the decisions of the context whose commands it sends. */
  readonly database: Pick<Database, 'read'>;
  /** One reply channel per process. */
  readonly replyChannel: string;
}

export function commandSender(options: SenderOptions): CommandSender {
  const { log, replies, database, replyChannel } = options;
  const readDecision = decisionReader(database);
  /** By command. */
  const waiting = new Map<string, Waiter[]>();
  let waiters = 0;
  let listening = false;
  let subscribed: Promise<boolean> | undefined;

  /** Before the first append, so that no reply can come too early to be heard. Whether replies are heard. */
  function listen(): Promise<boolean> {
    subscribed ??= replies.listen(replyChannel, receive).then(
      () => {
        listening = true;
        return true;
      },
      () => {
        subscribed = undefined;
        return false;
      },
    );
    return subscribed;
  }

  function receive(wires: readonly ReplyWire[]): void {
    for (const [id, fingerprint, outcome, details, replayed, receipt] of wires) {
      settle(id, fingerprint, {
        outcome,
        details: details === null ? undefined : JSON.parse(details),
        replayed,
        receipt,
      });
    }
  }

  function settle(id: string, fingerprint: string, decision: Decided): void {
    for (const waiter of [...(waiting.get(id) ?? [])])
      if (waiter.fingerprint === fingerprint) waiter.resolve(decision);
  }

  function wait(
    { id, tenantId, fingerprint }: Awaited,
    waitMs: number,
    heard: boolean,
  ): { decided: Promise<Decided | undefined>; giveUp(): void } {
    const { promise, resolve } = Promise.withResolvers<Decided | undefined>();
    let open = true;
    let timer: NodeJS.Timeout | undefined;
    let deadline: NodeJS.Timeout | undefined;
    const end = (decision: Decided | undefined): void => {
      // Its time may be over before the log has answered: it ends once.
      if (!open) return;
      open = false;
      clearTimeout(timer);
      clearTimeout(deadline);
      // Taken out of its list, too: a table that the map has outgrown may hold that for long.
      const others = waiting.get(id) ?? [];
      others.splice(others.indexOf(waiter), 1);
      if (others.length === 0) waiting.delete(id);
      waiters -= 1;
      resolve(decision);
    };
    const waiter: Waiter = { fingerprint, resolve: end };
    const others = waiting.get(id);
    if (others === undefined) waiting.set(id, [waiter]);
    else others.push(waiter);
    waiters += 1;
    const sentMs = systemTimerMs();
    let leftMs = waitMs;
    const ask = (delayMs: number): void => {
      const stepMs = Math.min(delayMs, leftMs);
      timer = setTimeout(() => {
        leftMs -= stepMs;
        // A look that the database is slow to answer does not make the caller wait for it.
        deadline ??= setTimeout(() => end(undefined), leftMs + lastLookMs);
        readDecision({ id, tenantId, fingerprint }, sentMs)
          .catch(() => undefined)
          .then((decision) => {
            if (!open) return;
            if (decision !== undefined || leftMs <= 0) end(decision);
            else ask(Math.min(delayMs * 2, fallbackMaxMs));
          });
      }, stepMs);
    };
    ask(heard ? fallbackFirstMs.heard : fallbackFirstMs.unheard);
    return { decided: promise, giveUp: () => waiter.resolve(undefined) };
  }

  async function sendAll(
    commands: readonly OutgoingCommand[],
    waitMs: number,
  ): Promise<readonly Sent[]> {
    const first = commands[0];
    if (first === undefined) return [];
    const heard = listening || (await listen());
    const waits =
      waitMs > 0 && waiters + commands.length <= waitingMax
        ? commands.map((command) => wait(command, waitMs, heard))
        : undefined;
    const giveUp = (): void => {
      for (const each of waits ?? []) each.giveUp();
    };
    // Without a channel the decision is found in its row, a little later.
    const replyTo = waits === undefined || !heard ? '' : replyChannel;
    const count = commands.length;
    // From here on neither they nor their records are named: hundreds of requests wait with what they hold.
    let appended: Appended;
    try {
      appended = await log.append(
        first.to,
        commands.map((command) => recordOf(command, replyTo)),
      );
    } catch (error) {
      giveUp();
      throw error;
    }
    if (appended === 'refused') {
      giveUp();
      return allOf(count, { sent: 'unavailable' });
    }
    if (waits === undefined)
      return allOf(count, { sent: appended === 'appended' ? 'pending' : 'unknown' });
    const soon = appended === 'unknown' ? setTimeout(giveUp, unknownWaitMs) : undefined;
    const sent: Sent[] = [];
    // All of them end by themselves, so none is waited for longer because another is waited for first.
    for (const { decided } of waits) {
      const decision = await decided;
      if (decision !== undefined) sent.push({ sent: 'decided', decision });
      else sent.push({ sent: appended === 'appended' ? 'pending' : 'unknown' });
    }
    clearTimeout(soon);
    return sent;
  }

  return {
    sendAll,
    send: (command, waitMs) => sendAll([command], waitMs).then(firstOf),
  };
}

function recordOf({ key, value, traceparent }: OutgoingCommand, replyTo: string): LogRecord {
  return {
    key,
    headers: { 'content-type': 'application/json', traceparent, replyto: replyTo },
    value: Buffer.from(value),
  };
}

function firstOf(sent: readonly Sent[]): Sent {
  return sent[0] ?? { sent: 'unavailable' };
}

function allOf(count: number, sent: Sent): readonly Sent[] {
  return Array.from({ length: count }, () => sent);
}

interface DecisionRow {
  readonly command_id: string;
  readonly fingerprint: string;
  readonly outcome: string;
  readonly details: string | null;
  readonly age_ms: number;
}

/** When replies are late they are late for many: their rows are read together. */
function decisionReader(database: Pick<Database, 'read'>) {
  const rowOf = gatheredReads<string, DecisionRow>(
    database,
    (id) => id,
    async (sql, tenantId, ids) => {
      const rows = await sql.rows<DecisionRow>(
        `select command_id, fingerprint, outcome, details,
                extract(epoch from clock_timestamp() - decided_at)::float8 * 1000 as age_ms
         from decisions where tenant_id = $1 and command_id = any($2::uuid[])`,
        [tenantId, ids],
      );
      return new Map(rows.map((row) => [row.command_id, row]));
    },
  );
  return async (command: Awaited, sentMs: number): Promise<Decided | undefined> => {
    const row = await rowOf(command.tenantId, command.id);
    if (row === undefined) return undefined;
    if (row.fingerprint !== command.fingerprint) {
      return { outcome: 'idempotency_key_reused', details: undefined, replayed: false };
    }
    return {
      outcome: row.outcome,
      details: row.details === null ? undefined : JSON.parse(row.details),
      // Two clocks that need not agree: how long ago by the database's, and how long ago by ours.
      replayed: row.age_ms > systemTimerMs() - sentMs,
    };
  };
}
