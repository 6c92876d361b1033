/** Every command that the log took is decided once, and nothing else is; no record was put aside. */
import type { Evidence } from './evidence.ts';

export function* decisionFaults({ tables, commands }: Evidence): Generator<string> {
  const sent = new Map(commands.flat().map((command) => [command.id as string, command]));
  const decided = new Map(tables.decisions.map((row) => [row.command_id, row]));
  if (decided.size !== tables.decisions.length) yield 'a command has two decisions';
  for (const id of sent.keys()) if (!decided.has(id)) yield `${id} is never decided`;
  for (const { command_id, tenant_id } of tables.decisions) {
    const command = sent.get(command_id);
    if (command === undefined) yield `${command_id} is decided and was never sent`;
    else if (command.tenantId !== tenant_id) yield `${command_id} is decided for another tenant`;
  }
  const once = new Set<string>();
  for (const { correlation_id, type, subject } of tables.events) {
    const key = `${correlation_id} ${type} ${subject}`;
    if (once.has(key)) yield `${correlation_id} leaves ${type} twice`;
    once.add(key);
    if (!decided.has(correlation_id)) yield `${type} comes from ${correlation_id}, never decided`;
  }
  for (const { consumer, offset, reason } of tables.parked)
    yield `${consumer} parks the record ${offset}: ${reason}`;
  for (const { trigger, error } of tables.deadLetters) yield `${trigger} gives up: ${error}`;
}
