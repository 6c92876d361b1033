/**
 * A faster answer to a repeated key: what was decided lately, remembered outside the database. Only
 * a hint. The truth is the decision row, from which a hint is made after its COMMIT and which is
 * never changed; without a hint (flushed, late, another body) the command goes the usual way.
 */
import type { CommandSender, Decided, OutgoingCommand } from './sender.ts';

export interface DecisionHints {
  /** Resolves soon, also when whatever keeps them is away; `undefined` is no statement. */
  find(command: OutgoingCommand): Promise<Decided | undefined>;
  /** Waits for nothing. */
  keep(command: OutgoingCommand, decided: Decided): void;
}

export function hintedSender(sender: CommandSender, hints: DecisionHints): CommandSender {
  return {
    async send(command, waitMs) {
      const known = await hints.find(command);
      if (known !== undefined) return { sent: 'decided', decision: { ...known, replayed: true } };
      const sent = await sender.send(command, waitMs);
      if (sent.sent === 'decided' && isOfThisBody(sent.decision))
        hints.keep(command, sent.decision);
      return sent;
    },
    // Imports of many commands are repeated whole and seldom.
    sendAll: (commands, waitMs) => sender.sendAll(commands, waitMs),
  };
}

/** That a key was used for another body is no decision of this command's. */
function isOfThisBody({ outcome }: Decided): boolean {
  return outcome !== 'idempotency_key_reused';
}
