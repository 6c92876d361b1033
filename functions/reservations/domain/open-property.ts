/** Opens a property, once. */

import type { CommandEnvelope, OpenProperty } from '#schema/reservations/commands.ts';
import { accept, reject } from '#shared/decide.ts';
import type { PropertyBook } from './book.ts';
import { conflictOf, type Outcome } from './outcome.ts';

export function openProperty(
  command: CommandEnvelope,
  body: OpenProperty,
  book: PropertyBook | undefined,
): Outcome {
  const ours = book === undefined || book.tenantId === command.tenantId;
  if (!ours) return reject('property_exists', {});
  const conflict = conflictOf(command, book?.version);
  if (conflict !== undefined) return conflict;
  if (book !== undefined) {
    return isOpenedAs(book, body) ? accept() : reject('property_exists', {});
  }
  const { propertyId, actor, effectiveAt } = command;
  const { type: _, ...opening } = body;
  return accept({
    type: 'property.opened.v1',
    data: { propertyId, actor, effectiveAt, ...opening },
  });
}

function isOpenedAs(book: PropertyBook, body: OpenProperty): boolean {
  return (
    book.name === body.name &&
    book.timeZone === body.timeZone &&
    book.currency === body.currency &&
    book.openedOn === body.businessDate &&
    book.bucket === body.bucket &&
    book.roomTypes.every((type, at) => {
      const said = body.roomTypes[at];
      // What the list of rooms has said since is no other opening.
      if (type.listVersion !== undefined) return said === undefined || type.code === said.code;
      return (
        said !== undefined &&
        type.code === said.code &&
        type.name === said.name &&
        type.physical === said.physical
      );
    }) &&
    body.roomTypes.length <= book.roomTypes.length
  );
}
