/** Takes one thing off the work list: a person has looked at it and says what came of it. */

import type { CommandEnvelope, ResolveWorkItem } from '#schema/reservations/commands.ts';
import { accept, reject } from '#shared/decide.ts';
import type { PropertyBook } from './book.ts';
import { factHead } from './facts.ts';
import type { Outcome } from './outcome.ts';

export function resolveWorkItem(
  command: CommandEnvelope,
  body: ResolveWorkItem,
  book: PropertyBook,
): Outcome {
  const { workItemId, note } = body;
  const item = book.workItems.get(workItemId);
  if (item === undefined) return reject('work_item_unknown', {});
  // A closed item went away by itself, which is as good as resolved.
  if (item.status !== 'open') return accept();
  return accept({
    type: 'work_item.resolved.v1',
    data: { ...factHead(command, book), workItemId, note },
  });
}
