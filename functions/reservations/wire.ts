/** Commands and facts between bytes and values: the writer's two ends. */
import type { ReservationsCommand } from '#schema/reservations/commands.ts';
import type { ReservationsEvent } from '#schema/reservations/events.ts';

/** The door made it from a checked request; a record that is not even JSON with a body is parked. */
export function commandOf(value: Buffer): ReservationsCommand {
  const command: ReservationsCommand = JSON.parse(value.toString('utf8'));
  if (
    typeof command?.body?.type !== 'string' ||
    typeof command.id !== 'string' ||
    typeof command.tenantId !== 'string'
  ) {
    throw new Error('the record is not a command');
  }
  return command;
}

export function factText(fact: ReservationsEvent): string {
  return JSON.stringify(fact.data);
}
