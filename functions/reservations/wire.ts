/** Commands and facts between bytes and values: the two ends of the door and of the writer. */
import { isAscii } from 'node:buffer';
import type {
  BookStay,
  CommandEnvelope,
  ReservationsCommand,
  ReservationsCommandBody,
} from '#schema/reservations/commands.ts';
import type { ReservationsEvent } from '#schema/reservations/events.ts';
import type { CommandId, Instant, PropertyId, ReservationId, TenantId } from '#schema/values.ts';
import type { Changing } from '#shared/changing.ts';
import { carriedBooking, carriedBytes } from './domain/booking-text.ts';
import { idLength } from './domain/number-of-id.ts';

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
  // Members that are undefined cost as much as all the others.
  const how: Changing<Partial<BookStay>> = { type };
  if (guestKey !== undefined) how.guestKey = guestKey;
  if (quotedUntil !== undefined) how.quotedUntil = quotedUntil;
  const who: Changing<Partial<CommandEnvelope>> & { body?: object } = {
    id,
    tenantId,
    propertyId,
    fingerprint,
    actor,
    acceptance,
  };
  if (clientAddress !== undefined) who.clientAddress = clientAddress;
  if (expectedVersion !== undefined) who.expectedVersion = expectedVersion;
  who.body = how;
  const first = JSON.stringify(who).slice(0, -2);
  return `${first},\n"reservationId":"${reservationId}","booking":${JSON.stringify(booking)}},"effectiveAt":"${effectiveAt}"}`;
}

/** An id, without a look at what it is made of: the door has judged it, and a class of characters takes eight times as long. */
const anyId = '[^]'.repeat(idLength);
/** Up to the quote that ends it; a text with an escape in it is not for this pattern. */
const plain = String.raw`[^"\\]*`;
/** Without groups: each costs a text and a place in a list, and what stands before a quote is of a known length. */
const asked = new RegExp(
  [
    `^{"id":"${anyId}","tenantId":"${anyId}","propertyId":"${anyId}","fingerprint":"${plain}"`,
    `,"actor":{"kind":"(?:user|channel|job)","id":"${plain}"},"acceptance":"(?:strict|accept_and_flag)"`,
    `(?:,"clientAddress":"${plain}")?`,
    `,"body":{"type":"book"(?:,"guestKey":"${plain}")?,$`,
  ].join(''),
);
const idAt = '{"id":"'.length;
const tenantAt = idAt + idLength + '","tenantId":"'.length;
const propertyAt = tenantAt + idLength + '","propertyId":"'.length;
const fingerprintAt = propertyAt + idLength + '","fingerprint":"'.length;
const beforeKind = '","actor":{"kind":"'.length;
const beforeActorId = '","id":"'.length;
const beforeAcceptance = '"},"acceptance":"'.length;
const beforeClientAddress = '","clientAddress":"'.length;
const beforeBody = '","body":{"type":"book"'.length;
const beforeGuestKey = ',"guestKey":"'.length;
const afterGuestKey = '",'.length;
const [lineEnd, quote, letterC, letterS, letterU] = [0x0a, 0x22, 0x63, 0x73, 0x75];

/** Undefined when it is not what `commandText` makes of an ordinary booking, each byte a character. */
function bookCommandOf(value: Buffer): ReservationsCommand | undefined {
  const end = value.indexOf(lineEnd);
  if (end === -1 || !isAscii(value)) return undefined;
  const line = value.toString('latin1', 0, end);
  if (!asked.test(line)) return undefined;
  const kept = keptIn(value, end + 1);
  if (kept === undefined) return undefined;
  const fingerprintEnd = line.indexOf('"', fingerprintAt);
  const kind = kindAt(value[fingerprintEnd + beforeKind]);
  const actorIdAt = fingerprintEnd + beforeKind + kind.length + beforeActorId;
  const actorIdEnd = line.indexOf('"', actorIdAt);
  // Texts that are known: one that is cut out is looked up among all that V8 knows whenever it is compared.
  const acceptance =
    value[actorIdEnd + beforeAcceptance] === letterS ? 'strict' : 'accept_and_flag';
  const acceptanceEnd = actorIdEnd + beforeAcceptance + acceptance.length;
  const { reservationId, booking, effectiveAt } = kept;
  // Of `","clientAddress":"` and `","body":{` the fourth character tells.
  const isAddressed = value[acceptanceEnd + 3] === letterC;
  const addressAt = acceptanceEnd + beforeClientAddress;
  const addressEnd = isAddressed ? line.indexOf('"', addressAt) : acceptanceEnd;
  const bodyEnd = addressEnd + beforeBody;
  const keyAt = bodyEnd + beforeGuestKey;
  const body: BookStay =
    bodyEnd + 1 === end
      ? { type: 'book', reservationId, booking }
      : { type: 'book', reservationId, booking, guestKey: line.slice(keyAt, -afterGuestKey) };
  const command: ReservationsCommand & { clientAddress?: string } = {
    id: line.slice(idAt, idAt + idLength) as CommandId,
    tenantId: line.slice(tenantAt, tenantAt + idLength) as TenantId,
    propertyId: line.slice(propertyAt, propertyAt + idLength) as PropertyId,
    fingerprint: line.slice(fingerprintAt, fingerprintEnd),
    actor: { kind, id: line.slice(actorIdAt, actorIdEnd) },
    effectiveAt,
    acceptance,
    body,
  };
  if (isAddressed) command.clientAddress = line.slice(addressAt, addressEnd);
  return command;
}

function kindAt(first: number | undefined): 'user' | 'channel' | 'job' {
  if (first === letterU) return 'user';
  return first === letterC ? 'channel' : 'job';
}

/** `"reservationId":"…","booking":{…}},"effectiveAt":"…"}`: cut at its words, an id being 36 characters. */
const beforeId = '"reservationId":"'.length;
const beforeBooking = '","booking":'.length;
const beforeInstant = Buffer.from('},"effectiveAt":"');
const last = Buffer.from('"}');

function keptIn(value: Buffer, lineStart: number) {
  const idStart = lineStart + beforeId;
  const bookingStart = idStart + idLength + beforeBooking;
  const instantEnd = value.length - last.length;
  // The quote that opens the instant is near; the word before it would be looked for all along the booking.
  let instantStart = instantEnd;
  while (instantStart > bookingStart && value[instantStart - 1] !== quote) instantStart -= 1;
  const bookingEnd = instantStart - beforeInstant.length;
  const ours =
    bookingEnd > bookingStart &&
    stands(beforeInstant, value, bookingEnd) &&
    stands(last, value, instantEnd);
  if (!ours) return undefined;
  const line = value.toString('latin1', lineStart, instantEnd);
  const reservationId = line.slice(beforeId, beforeId + idLength) as ReservationId;
  const effectiveAt = line.slice(instantStart - lineStart) as Instant;
  const booking = carriedBooking(line, {
    // Written out here and in what follows: to spread an object costs more than to make it.
    bytes: value,
    lineStart,
    idStart,
    bookingStart,
    bookingEnd,
    instantEnd,
    reservationId,
    effectiveAt,
    confirmed: undefined,
  });
  return booking === undefined ? undefined : { reservationId, booking, effectiveAt };
}

/** A loop is quicker than a call for so few. */
function stands(word: Buffer, value: Buffer, at: number): boolean {
  for (let place = 0; place < word.length; place += 1) {
    if (value[at + place] !== word[place]) return false;
  }
  return true;
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

/** A fact as JSON: its bytes, where its book has made them, otherwise its text. */
export function factJson({ type, data }: ReservationsEvent): string | Uint8Array {
  if (type === 'reservation.confirmed.v1') {
    const confirmed = carriedBytes(data.booking)?.confirmed;
    if (confirmed?.fact === data) return confirmed.bytes;
  }
  return JSON.stringify(data);
}
