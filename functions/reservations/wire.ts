/** Commands and facts between bytes and values: the two ends of the door and of the writer. */
import type {
  BookStay,
  CommandEnvelope,
  ReservationsCommand,
  ReservationsCommandBody,
} from '#schema/reservations/commands.ts';
import type { ReservationsEvent } from '#schema/reservations/events.ts';
import type {
  Acceptance,
  CommandId,
  Instant,
  PropertyId,
  ReservationId,
  TenantId,
} from '#schema/values.ts';
import { carriedText, readBooking } from './domain/booking-text.ts';

/**
 * A command is one JSON object, whatever it asks for. A booking's is broken into two lines, which is
 * still the same JSON: first what is read and forgotten (the guest's key among it), then what the
 * writer keeps. So the writer reads it without building what it does not need.
 */
export function commandText(envelope: CommandEnvelope, body: ReservationsCommandBody): string {
  if (body.type !== 'book') return JSON.stringify({ ...envelope, body });
  const { id, tenantId, propertyId, fingerprint, actor, effectiveAt, acceptance } = envelope;
  const { clientAddress, expectedVersion } = envelope;
  const { type, reservationId, booking, guestKey, quotedUntil } = body;
  const how = { type, guestKey, quotedUntil };
  const who = { id, tenantId, propertyId, fingerprint, actor, acceptance };
  const first = JSON.stringify({ ...who, clientAddress, expectedVersion, body: how }).slice(0, -2);
  return `${first},\n"reservationId":"${reservationId}","booking":${JSON.stringify(booking)}},"effectiveAt":"${effectiveAt}"}`;
}

/** An id, without a look at what it is made of: the door has judged it, and a class of characters takes eight times as long. */
const id = `(${'[^]'.repeat(36)})`;
/** Up to the quote that ends it; a text with an escape in it is not for this pattern. */
const plain = String.raw`([^"\\]*)`;
const asked = new RegExp(
  [
    `^{"id":"${id}","tenantId":"${id}","propertyId":"${id}","fingerprint":"${plain}"`,
    `,"actor":{"kind":"(user|channel|job)","id":"${plain}"},"acceptance":"(strict|accept_and_flag)"`,
    `(?:,"clientAddress":"${plain}")?`,
    `,"body":{"type":"book"(?:,"guestKey":"${plain}")?,$`,
  ].join(''),
);
type Asked = readonly [
  all: string,
  ...[id: CommandId, tenantId: TenantId, propertyId: PropertyId, fingerprint: string],
  ...[actorKind: 'user' | 'channel' | 'job', actorId: string, acceptance: Acceptance],
  clientAddress: string | undefined,
  guestKey: string | undefined,
];

const lineEnd = 10;

/** Undefined when it is not what `commandText` makes of an ordinary booking. */
function bookCommandOf(value: Buffer): ReservationsCommand | undefined {
  const end = value.indexOf(lineEnd);
  if (end === -1) return undefined;
  const parts = asked.exec(value.toString('utf8', 0, end)) as Asked | null;
  const kept = keptIn(value.toString('utf8', end + 1));
  if (parts === null || kept === undefined) return undefined;
  const [, commandId, tenantId, propertyId, fingerprint, kind, actorId, acceptance] = parts;
  const [clientAddress, guestKey] = [parts[8], parts[9]];
  const { reservationId, booking, effectiveAt } = kept;
  const body: BookStay = { type: 'book', reservationId, booking };
  return {
    id: commandId,
    tenantId,
    propertyId,
    fingerprint,
    actor: { kind, id: actorId },
    effectiveAt,
    // A text cut out is looked up among all that V8 knows whenever it is compared; this one is known.
    acceptance: acceptance === 'strict' ? 'strict' : 'accept_and_flag',
    ...(clientAddress === undefined ? undefined : { clientAddress }),
    body: guestKey === undefined ? body : { ...body, guestKey },
  };
}

/** `"reservationId":"…","booking":{…}},"effectiveAt":"…"}`: cut at its words, an id being 36 characters. */
const words = ['"reservationId":"', '","booking":', '},"effectiveAt":"', '"}'] as const;
const idStart = words[0].length;
const idEnd = idStart + 36;
const bookingStart = idEnd + words[1].length;

function keptIn(line: string) {
  // The quote that opens the instant is near; the word before it would be tried all along the booking.
  const instantStart = line.lastIndexOf('"', line.length - words[3].length - 1) + 1;
  const bookingEnd = instantStart - words[2].length;
  const ours =
    bookingEnd > bookingStart &&
    line.startsWith(words[0]) &&
    line.startsWith(words[1], idEnd) &&
    line.startsWith(words[2], bookingEnd) &&
    line.endsWith(words[3]);
  if (!ours) return undefined;
  return {
    reservationId: line.slice(idStart, idEnd) as ReservationId,
    booking: readBooking(line.slice(bookingStart, bookingEnd)),
    effectiveAt: line.slice(instantStart, -words[3].length) as Instant,
  };
}

/** The door made it from a checked request; a record that is not even JSON with a body is parked. */
export function commandOf(value: Buffer): ReservationsCommand {
  const booked = bookCommandOf(value);
  if (booked !== undefined) return booked;
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

/** What JSON writes as it stands; looking costs a quarter of writing it. */
const standing = /^[ !#-[\]-~]*$/;

function quoted(text: string): string {
  return standing.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** As `JSON.stringify` has it. A booking that was carried is not written again. */
export function factText({ type, data }: ReservationsEvent): string {
  if (type !== 'reservation.confirmed.v1') return JSON.stringify(data);
  const booking = carriedText(data.booking);
  if (booking === undefined) return JSON.stringify(data);
  const { actor, validationMessages: messages } = data;
  return (
    `{"propertyId":"${data.propertyId}","actor":{"kind":"${actor.kind}","id":${quoted(actor.id)}}` +
    `,"businessDate":"${data.businessDate}","effectiveAt":"${data.effectiveAt}"` +
    `,"reservationId":"${data.reservationId}","confirmationNumber":"${data.confirmationNumber}"` +
    `,"version":${data.version},"status":"${data.status}","booking":${booking}` +
    `,"validationMessages":${messages.length === 0 ? '[]' : JSON.stringify(messages)}}`
  );
}
