/** Demo data, made through the API like anyone's: a tenant with two properties, users of every role, bookings. */
import { setTimeout as delay } from 'node:timers/promises';
import type { RoleName } from '#schema/access.ts';
import type { DemoUser } from '#shared/function/house.ts';

/** Printed at start and good for nothing but demo data on this machine's loopback. */
const password = 'serai-demo-2026';

interface Person {
  readonly role: RoleName;
  readonly email: string;
  readonly title: string;
}

const people: readonly Person[] = [
  { role: 'tenant_admin', email: 'admin@demo.serai', title: 'Tenant admin' },
  { role: 'front_desk', email: 'desk@demo.serai', title: 'Front desk' },
  { role: 'revenue_manager', email: 'revenue@demo.serai', title: 'Revenue manager' },
  { role: 'housekeeper', email: 'housekeeping@demo.serai', title: 'Housekeeper' },
  { role: 'channel', email: 'channel@demo.serai', title: 'Channel (accepts and flags)' },
  { role: 'auditor', email: 'auditor@demo.serai', title: 'Auditor' },
];
const operator: Person = {
  role: 'operator',
  email: 'operator@house.serai',
  title: 'Operator of the house',
};

export interface DemoLogin extends DemoUser {
  readonly role: RoleName;
}
export const demoUsers: readonly DemoLogin[] = [...people, operator].map(
  ({ email, title, role }) => ({ email, title, role, password }),
);

const cityHotel = {
  name: 'Serai City Hotel',
  timeZone: 'Europe/Lisbon',
  currency: 'EUR',
  roomTypes: [
    { code: 'SGL', name: 'Single room', physical: 20 },
    { code: 'DBL', name: 'Double room', physical: 40 },
    { code: 'STE', name: 'Suite', physical: 5 },
  ],
};
const resort = {
  name: 'Serai Resort',
  timeZone: 'Europe/Lisbon',
  currency: 'EUR',
  roomTypes: [
    { code: 'DBL', name: 'Double room with garden', physical: 30 },
    { code: 'SEA', name: 'Double room with sea view', physical: 25 },
    { code: 'FAM', name: 'Family room', physical: 15 },
    { code: 'VIL', name: 'Villa', physical: 4 },
  ],
};

const dayMs = 86_400_000;

export interface Demo {
  readonly tenantId: string;
  readonly properties: readonly { readonly id: string; readonly name: string }[];
}

/** Does nothing where the demo tenant is there already. */
export async function seedDemo(url: string, operatorToken: string, nowMs: number): Promise<void> {
  const { tenants } = await call<{ tenants: { id: string; name: string }[] }>(
    url,
    operatorToken,
    'GET',
    '/v1/tenants',
  );
  if (tenants.some(({ name }) => name === 'Demo')) return;
  const { id: tenantId } = await call<{ id: string }>(url, operatorToken, 'POST', '/v1/tenants', {
    name: 'Demo',
  });
  for (const person of [operator, ...people]) {
    await call(url, operatorToken, 'POST', '/v1/users', {
      ...(person === operator ? {} : { tenantId }),
      email: person.email,
      name: person.title,
      password,
      roles: [person.role],
      propertyIds: 'all',
    });
  }
  const admin = await signIn(url, 'admin@demo.serai');
  const businessDate = isoDay(nowMs);
  for (const property of [cityHotel, resort]) {
    const { id } = await call<{ id: string }>(url, admin, 'POST', '/v1/properties', {
      ...property,
      businessDate,
    });
    await seedBookings(url, admin, id, property, nowMs);
  }
}

const guests = [
  'Amara Diallo',
  'Jonas Berg',
  'Leïla Haddad',
  'Mei Tanaka',
  'Pedro Sousa',
  'Anna Kowalska',
  'Tomás Rivera',
  'Noor Khan',
];

/** A house in its third week: some arrive today, some stay, most are to come. */
async function seedBookings(
  url: string,
  token: string,
  propertyId: string,
  property: typeof cityHotel,
  nowMs: number,
): Promise<void> {
  const path = `/v1/properties/${propertyId}/reservations`;
  for (let at = 0; at < 24; at += 1) {
    const arrivesIn = at < 6 ? 0 : (at * 5) % 23;
    const nights = 1 + (at % 4);
    const [firstName = '', lastName = ''] = (guests[at % guests.length] ?? '').split(' ');
    const arrivalMs = nowMs + arrivesIn * dayMs;
    const { id } = await call<{ id: string }>(url, token, 'POST', path, {
      arrival: isoDay(arrivalMs),
      departure: isoDay(arrivalMs + nights * dayMs),
      roomType: property.roomTypes[at % property.roomTypes.length]?.code,
      rates: Array.from({ length: nights }, (_, night) => ({
        night: isoDay(arrivalMs + night * dayMs),
        amountMinor: 9_000 + (at % 5) * 1_500,
        currency: property.currency,
      })),
      adults: 1 + (at % 2),
      guest: { firstName, lastName },
    });
    if (at < 2) await call(url, token, 'POST', `${path}/${id}/check-ins`, {});
  }
}

async function signIn(url: string, email: string): Promise<string> {
  const { access_token } = await call<{ access_token: string }>(
    url,
    undefined,
    'POST',
    '/issuer/token',
    { email, password },
  );
  return access_token;
}

const attemptsMax = 5;

async function call<T>(
  url: string,
  token: string | undefined,
  method: string,
  path: string,
  body?: object,
): Promise<T> {
  const key = crypto.randomUUID();
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
    if (response.ok) return (await response.json()) as T;
    if (response.status !== 503 || attempt === attemptsMax) {
      throw new Error(
        `${method} ${path} answered ${response.status}: ${(await response.text()).slice(0, 500)}`,
      );
    }
    await delay(500);
  }
}

function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
