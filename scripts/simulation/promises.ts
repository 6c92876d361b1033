/** Looks at every promise in the moment it is made: what is answered must be durable then, not soon after. */
import { commandsTopic } from '#schema/reservations/commands.ts';
import type { ReplyWire } from '#shared/commands/replies.ts';
import type { LogServer } from './log-server.ts';
import type { Session } from './session.ts';
import type { World } from './world.ts';

export interface Promises {
  readonly problems: readonly string[];
  /** A message that a process sent to others. */
  published(channel: string, message: string): void;
  /** An answer below 300 that a client got. */
  promised(commandId: string, status: number): void;
}

export function promises(session: Session, log: LogServer, world: World): Promises {
  const problems: string[] = [];
  const logged = new Set<string>();
  const next = new Map<number, number>();
  /** Seen in the table: it stays there. */
  const decided = new Map<string, string>();

  function isLogged(commandId: string): boolean {
    for (const [partition, { nextOffset }] of log.states(commandsTopic).entries()) {
      const from = next.get(partition) ?? 0;
      const records = log.read({ topic: commandsTopic, partition }, from, nextOffset - from);
      for (const { value } of records) logged.add(JSON.parse(value.toString('utf8')).id);
      next.set(partition, nextOffset);
    }
    return logged.has(commandId);
  }

  async function outcomes(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.every((id) => decided.has(id))) return decided;
    const { rows } = await session.ask<{ command_id: string; outcome: string }>({
      name: 'promises',
      text: 'select command_id, outcome from reservations.decisions where command_id = any($1::uuid[])',
      values: [ids],
    });
    for (const { command_id, outcome } of rows) decided.set(command_id, outcome);
    return decided;
  }

  async function checkReplies(replies: readonly ReplyWire[]): Promise<void> {
    const durable = await outcomes(replies.map(([id]) => id));
    for (const [id, , outcome] of replies) {
      const stored = durable.get(id);
      if (stored === undefined)
        problems.push(`a reply tells ${outcome} of ${id} before it is durable`);
      else if (outcome !== stored && outcome !== 'idempotency_key_reused')
        problems.push(`a reply tells ${outcome} of ${id}, decided as ${stored}`);
    }
  }

  return {
    problems,
    published(channel, message) {
      if (!channel.includes('.replies.')) return;
      const replies: readonly ReplyWire[] = JSON.parse(message);
      world.at(0, undefined, '', () => checkReplies(replies));
    },
    promised(commandId, status) {
      if (!isLogged(commandId))
        problems.push(`${commandId} is answered ${status}, and the log lacks it`);
      if (status === 202) return;
      world.at(0, undefined, '', async () => {
        const outcome = (await outcomes([commandId])).get(commandId);
        if (outcome !== 'accepted')
          problems.push(
            `${commandId} is answered ${status}, and decided as ${outcome ?? 'nothing'}`,
          );
      });
    },
  };
}
