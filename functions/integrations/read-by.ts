/** Which functions an event goes to, by their declarations. */
import { brokers } from '#schema/brokers.ts';
import type { Declaration } from '#shared/function/declare.ts';

export function readersOf(
  functions: readonly Declaration[],
  topic: string,
  type: string,
): string[] {
  return functions.filter((each) => reads(each, topic, type)).map(({ name }) => name);
}

/** Whether a filter lets an event through is told by more than its type; this is what the type alone says. */
function reads(each: Declaration, topic: string, type: string): boolean {
  if (each.kind === 'consumer') return each.topic === topic;
  if (each.kind !== 'subscriber') return false;
  const broker = brokers.find(({ name }) => name === each.broker);
  const exact = each.filters.flatMap((filter) => ('exact' in filter ? [filter.exact['type']] : []));
  return (
    broker?.topic === topic && exact.every((wanted) => wanted === undefined || wanted === type)
  );
}
