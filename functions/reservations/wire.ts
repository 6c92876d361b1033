/** Commands and facts between bytes and values: the two ends of the door and of the writer. */
import { isAscii } from 'node:buffer';
import type {
  BookStay,
  CommandEnvelope,
  ReservationsCommand,
  ReservationsCommandBody,
} from '#schema/reservations/commands.ts';
import type { ReservationsEvent } from '#schema/reservations/events.ts';
import type { CommandId, Instant, PropertyId, TenantId } from '#schema/values.ts';
import type { Changing } from '#shared/changing.ts';
import {
  anyCharacters,
  beforeBooking,
  beforeId,
  carriedBooking,
  carriedBytes,
  carriedId,
} from './domain/booking-text.ts';
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
  who.effectiveAt = effectiveAt;
  who.body = how;
  const first = JSON.stringify(who).slice(0, -2);
  return `${first},\n${beforeId}${reservationId}${beforeBooking}${JSON.stringify(booking)}}}`;
}

/** Of half a SHA-256 in base64url; of `Date.toISOString()`; of a key's id, a dot and its 32 bytes in base64url. */
const [fingerprintLength, instantLength, guestKeyLength] = [22, 24, idLength + 1 + 43];
const anyId = anyCharacters(idLength);
/** Up to the quote that ends it; a text with an escape in it is not for this pattern. */
const plain = String.raw`[^"\\]*`;
/** Without groups: each costs a text and a place in a list, and what stands before a quote is of a known length. */
const asked = new RegExp(
  [
    `{"id":"${anyId}","tenantId":"${anyId}","propertyId":"${anyId}","fingerprint":"${anyCharacters(fingerprintLength)}"`,
    `,"actor":{"kind":"(?:user|channel|job)","id":"${plain}"},"acceptance":"(?:strict|accept_and_flag)"`,
    `(?:,"clientAddress":"${plain}")?,"effectiveAt":"${anyCharacters(instantLength)}"`,
    `,"body":{"type":"book"(?:,"guestKey":"${anyCharacters(guestKeyLength)}")?,\n`,
  ].join(''),
  // To tell where its match ends.
  'y',
);
const idAt = '{"id":"'.length;
const tenantAt = idAt + idLength + '","tenantId":"'.length;
const propertyAt = tenantAt + idLength + '","propertyId":"'.length;
const fingerprintAt = propertyAt + idLength + '","fingerprint":"'.length;
const fingerprintEnd = fingerprintAt + fingerprintLength;
const kindStart = fingerprintEnd + '","actor":{"kind":"'.length;
const beforeActorId = '","id":"'.length;
const beforeAcceptance = '"},"acceptance":"'.length;
const beforeClientAddress = '","clientAddress":"'.length;
const beforeInstant = '","effectiveAt":"'.length;
const beforeGuestKey = '","body":{"type":"book","guestKey":"'.length;
const afterGuestKey = '",\n'.length;
const afterBooking = '}}';
const [letterC, letterS, letterU] = [0x63, 0x73, 0x75];

/** Undefined when it is not what `commandText` makes of an ordinary booking, each byte a character. */
function bookCommandOf(value: Buffer): ReservationsCommand | undefined {
  if (!isAscii(value)) return undefined;
  const text = value.toString('latin1');
  asked.lastIndex = 0;
  if (!asked.test(text) || text.includes('\\')) return undefined;
  const start = asked.lastIndex;
  const kind = kindAt(value[kindStart]);
  const actorIdAt = kindStart + kind.length + beforeActorId;
  const actorIdEnd = text.indexOf('"', actorIdAt);
  // Texts that are known: one that is cut out is looked up among all that V8 knows whenever it is compared.
  const acceptance =
    value[actorIdEnd + beforeAcceptance] === letterS ? 'strict' : 'accept_and_flag';
  const acceptanceEnd = actorIdEnd + beforeAcceptance + acceptance.length;
  // Of `","clientAddress":"` and `","effectiveAt":"` the fourth character tells.
  const isAddressed = value[acceptanceEnd + 3] === letterC;
  const addressAt = acceptanceEnd + beforeClientAddress;
  const addressEnd = isAddressed ? text.indexOf('"', addressAt) : acceptanceEnd;
  const instantStart = addressEnd + beforeInstant;
  const instantEnd = instantStart + instantLength;
  const effectiveAt = text.slice(instantStart, instantEnd) as Instant;
  const reservationId = carriedId(text, start);
  const bookingEnd = text.length - afterBooking.length;
  const booking = text.endsWith(afterBooking)
    ? carriedBooking(text, {
        // Written out here and in what follows: to spread an object costs more than to make it.
        bytes: value,
        instantStart,
        start,
        bookingEnd,
        reservationId,
        effectiveAt,
        confirmed: undefined,
      })
    : undefined;
  if (booking === undefined) return undefined;
  const keyAt = instantEnd + beforeGuestKey;
  const body: BookStay =
    keyAt > start
      ? { type: 'book', reservationId, booking }
      : {
          type: 'book',
          reservationId,
          booking,
          guestKey: text.slice(keyAt, start - afterGuestKey),
        };
  const command: ReservationsCommand & { clientAddress?: string } = {
    id: text.slice(idAt, idAt + idLength) as CommandId,
    tenantId: text.slice(tenantAt, tenantAt + idLength) as TenantId,
    propertyId: text.slice(propertyAt, propertyAt + idLength) as PropertyId,
    fingerprint: text.slice(fingerprintAt, fingerprintEnd),
    actor: { kind, id: text.slice(actorIdAt, actorIdEnd) },
    effectiveAt,
    acceptance,
    body,
  };
  if (isAddressed) command.clientAddress = text.slice(addressAt, addressEnd);
  return command;
}

function kindAt(first: number | undefined): 'user' | 'channel' | 'job' {
  if (first === letterU) return 'user';
  return first === letterC ? 'channel' : 'job';
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
