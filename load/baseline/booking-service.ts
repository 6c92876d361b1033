/**
 * What a careful team would write without events: a synchronous service on Fastify and pg that
 * takes the same bookings with the same checks, the same sealing and the same durability, in one
 * round trip. It keeps no read models, sends nothing anywhere and measures nothing.
 */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { createLocalJWKSet, jwtVerify } from 'jose';
import pg from 'pg';
import * as z from 'zod';
import { Reservation, SubmitReservation } from '#schema/reservations/http.ts';
import {
  type Currency,
  confirmationAlphabet,
  dayNumber,
  type ReservationId,
} from '#schema/values.ts';
import { commandId, derivedId, fingerprintOf } from '#shared/commands/command.ts';
import { systemIds, systemRandom } from '#shared/system.ts';
import { bookingOf } from '../../functions/reservations/booking.ts';

const environment = z
  .object({
    DATABASE_URL: z.url(),
    JWKS: z.string(),
    ISSUER: z.string(),
    AUDIENCE: z.string(),
    POOL: z.coerce.number().int(),
  })
  .parse(process.env);

/** Every argument of the function `book`, prepared once per connection. */
const book = {
  name: 'book',
  text: `select book($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                     $18, $19, $20, $21, $22) as outcome`,
};
const refused = {
  name: 'refused',
  text: `insert into decisions (tenant_id, command_id, fingerprint, outcome)
         values ($1, $2, $3, 'no_room') on conflict do nothing`,
};
const noRoom = 'SR001';

const pool = new pg.Pool({
  connectionString: environment.DATABASE_URL,
  max: environment.POOL,
  // As ours.
  idleTimeoutMillis: 60_000,
});
const keys = createLocalJWKSet(JSON.parse(environment.JWKS));

/**
 * `pool.query` throws a connection away after any error, also after "no room", and what comes next
 * pays for a new process of the server. Only a connection that broke is not used again.
 */
async function ask(statement: pg.QueryConfig): Promise<{ readonly outcome: string }[]> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ outcome: string }>(statement);
    client.release();
    return rows;
  } catch (error) {
    client.release(!(error instanceof pg.DatabaseError));
    throw error;
  }
}

interface Caller {
  readonly tenantId: string;
  readonly subject: string;
  readonly client: string;
  readonly untilMs: number;
}
const callers = new Map<string, Caller>();
const callersMax = 20_000;

async function verified(token: string): Promise<Caller> {
  const { payload } = await jwtVerify(token, keys, {
    issuer: environment.ISSUER,
    audience: environment.AUDIENCE,
    algorithms: ['EdDSA'],
  });
  const caller: Caller = {
    tenantId: String(payload['tenant_id']),
    subject: String(payload.sub),
    client: String(payload['client_id']),
    untilMs: (payload.exp ?? 0) * 1000,
  };
  if (callers.size >= callersMax) callers.delete(callers.keys().next().value ?? '');
  callers.set(token, caller);
  return caller;
}

/** Ten characters of the house's alphabet, from the last 48 bits of the reservation's own id, which are of its hash. */
function confirmationOf(reservationId: string): string {
  let left = Number.parseInt(reservationId.slice(24), 16);
  let text = '';
  while (text.length < 10) {
    text += confirmationAlphabet.charAt(left % confirmationAlphabet.length);
    left = Math.floor(left / confirmationAlphabet.length);
  }
  return text;
}

/** The properties' currencies hardly change; both sides remember them. */
const currencies = new Map<string, Currency>();

async function currencyOf(tenantId: string, propertyId: string): Promise<Currency | undefined> {
  const key = `${tenantId}:${propertyId}`;
  const known = currencies.get(key);
  if (known !== undefined) return known;
  const { rows } = await pool.query<{ currency: Currency }>(
    'select currency from properties where tenant_id = $1 and property_id = $2',
    [tenantId, propertyId],
  );
  if (rows[0] !== undefined) currencies.set(key, rows[0].currency);
  return rows[0]?.currency;
}

/** Fastify's validator is of draft 7, and knows no patterns of Unicode classes. */
function draft7(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io });
  return rest;
}

const app = Fastify({ keepAliveTimeout: 95_000 });

interface Book {
  Params: { propertyId: string };
  Body: z.infer<typeof SubmitReservation>;
  Headers: { authorization: string; 'idempotency-key': string };
}

app.post<Book>(
  '/v1/properties/:propertyId/reservations',
  {
    schema: {
      params: {
        type: 'object',
        properties: { propertyId: { type: 'string', format: 'uuid' } },
        required: ['propertyId'],
      },
      headers: {
        type: 'object',
        properties: {
          authorization: { type: 'string', pattern: '^Bearer ' },
          'idempotency-key': { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
        },
        required: ['authorization', 'idempotency-key'],
      },
      body: draft7(SubmitReservation, 'input'),
      response: { 201: draft7(Reservation, 'output') },
    },
  },
  async (request, reply) => {
    const token = request.headers.authorization.slice('Bearer '.length);
    const known = callers.get(token);
    const caller =
      known !== undefined && known.untilMs > Date.now() ? known : await verified(token);
    const { body, params } = request;
    const { propertyId } = params;
    const { tenantId } = caller;
    const firstDay = dayNumber(body.arrival);
    const nights = dayNumber(body.departure) - firstDay;
    const fits =
      nights >= 0 &&
      body.rates.length === nights &&
      body.rates.every(
        ({ night, currency }, at) =>
          dayNumber(night) === firstDay + at && currency === body.rates[0]?.currency,
      );
    if (!fits) return reply.code(400).send({ type: '/problems/invalid_request' });
    const currency = await currencyOf(tenantId, propertyId);
    if (currency === undefined) return reply.code(404).send({ type: '/problems/not_found' });

    const id = commandId({
      ...{ tenantId, client: caller.client, method: 'POST', path: request.url },
      idempotencyKey: request.headers['idempotency-key'],
    });
    const fingerprint = fingerprintOf(JSON.stringify(body));
    const reservationId = derivedId(`reservation\n${id}`, id) as ReservationId;
    const { booking, guestKey = '.' } = bookingOf(body, reservationId, currency, {
      ids: systemIds,
      random: systemRandom,
    });
    const confirmationNumber = confirmationOf(reservationId);
    const nowMs = Date.now();
    const now = new Date(nowMs).toISOString();
    const fact = JSON.stringify({
      ...{ propertyId, reservationId, confirmationNumber, version: 1, status: 'confirmed' },
      ...{ actor: { kind: 'user', id: caller.subject }, effectiveAt: now, booking },
    });
    const dot = guestKey.indexOf('.');
    const traceparent = `00-${reservationId.replaceAll('-', '')}-0000000000000001-00`;
    let outcome: string | undefined;
    try {
      const rows = await ask({
        ...book,
        values: [
          ...[tenantId, propertyId, reservationId, id, fingerprint, confirmationNumber],
          ...[booking.arrival, booking.departure, booking.roomType, booking.ratesMinor],
          ...[booking.currency, booking.adults, booking.children, booking.infants],
          ...[booking.country, booking.externalCode, booking.personal],
          ...[guestKey.slice(0, dot), guestKey.slice(dot + 1), randomUUID(), traceparent, fact],
        ],
      });
      outcome = rows[0]?.outcome;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError && error.code === noRoom)) throw error;
      await ask({ ...refused, values: [tenantId, id, fingerprint] });
      return reply.code(409).send({ type: '/problems/no_room' });
    }
    if (outcome !== 'accepted') return reply.code(422).send({ type: `/problems/${outcome}` });
    return reply
      .code(201)
      .header('location', `${request.url}/${reservationId}`)
      .send({
        ...{ id: reservationId, propertyId, confirmationNumber, status: 'confirmed', version: 1 },
        ...{ arrival: body.arrival, departure: body.departure, roomType: body.roomType },
        ...{ rates: body.rates, currency: booking.currency },
        totalMinor: booking.ratesMinor.reduce((sum, amount) => sum + amount, 0),
        ...{ adults: booking.adults, children: booking.children, infants: booking.infants },
        ...{ guest: body.guest, country: body.country, validationMessages: [], actions: [] },
        ...{ bookedAt: now, updatedAt: now },
      });
  },
);

await app.listen({ port: 0, host: '127.0.0.1' });
process.send?.({ port: (app.server.address() as AddressInfo).port });
process.on('disconnect', () => process.exit(0));
