/** Demo data, made through the API like anyone's: a tenant with two properties, users of every role, bookings. */
import type { RoleName } from '#schema/access.ts';
import type { DemoUser } from '#shared/function/house.ts';
import { type Access, get, getOfOpened, post, put } from './demo-api.ts';
import { seedPrices } from './demo-prices.ts';
import { seedRooms } from './demo-rooms.ts';

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
  { role: 'privacy_officer', email: 'privacy@demo.serai', title: 'Privacy officer' },
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
  address: { lines: ['Rua do Carmo 12'], city: 'Lisboa', postalCode: '1200-093', country: 'PT' },
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
  address: {
    lines: ['Praia da Falésia'],
    city: 'Albufeira',
    postalCode: '8200-593',
    country: 'PT',
  },
};

const dayMs = 86_400_000;

/** Goes on where an earlier start was interrupted, and does nothing where all is there. */
export async function seedDemo(url: string, operatorToken: string, nowMs: number): Promise<void> {
  const operatorApi = { url, token: operatorToken };
  const tenantId = await demoTenant(operatorApi);
  for (const person of [operator, ...people]) {
    await post(
      operatorApi,
      '/v1/users',
      {
        ...(person === operator ? {} : { tenantId }),
        email: person.email,
        name: person.title,
        password,
        roles: [person.role],
        propertyIds: 'all',
      },
      `demo user ${person.email}`,
      ['email_taken'],
    );
  }
  const admin = { url, token: await signIn(url, 'admin@demo.serai') };
  const { properties } = await get<{ properties: Listed[] }>(admin, '/v1/properties');
  for (const wanted of [cityHotel, resort]) {
    const there = properties.find(({ name }) => name === wanted.name);
    const property = there ?? (await openProperty(admin, wanted, nowMs));
    await describe(admin, property, wanted);
    await seedRooms(admin, property, wanted.roomTypes);
    await seedBookings(admin, property, wanted);
    await seedPrices(admin, property, wanted.roomTypes);
  }
}

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly businessDate: string;
}

async function demoTenant(operatorApi: Access): Promise<string> {
  const { tenants } = await get<{ tenants: { id: string; name: string }[] }>(
    operatorApi,
    '/v1/tenants',
  );
  const there = tenants.find(({ name }) => name === 'Demo');
  if (there !== undefined) return there.id;
  return (await post<{ id: string }>(operatorApi, '/v1/tenants', { name: 'Demo' }, 'demo tenant'))
    .id;
}

function openProperty(
  admin: Access,
  { address: _saidLater, ...opened }: typeof cityHotel,
  nowMs: number,
): Promise<Listed> {
  const businessDate = isoDay(nowMs);
  const key = `demo property ${opened.name} ${businessDate}`;
  return post<Listed>(admin, '/v1/properties', { ...opened, businessDate }, key);
}

async function describe(
  admin: Access,
  { id }: Listed,
  { name, address }: typeof cityHotel,
): Promise<void> {
  const path = `/v1/properties/${id}`;
  await getOfOpened(admin, path);
  await put(admin, path, {
    ...{ name, address, locale: 'pt-PT', taxEnvironment: 'PT' },
    ...{ checkInFrom: '15:00', checkOutUntil: '11:00' },
  });
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

const bookings = 24;

/** A house in its third week: some arrive on its first day, some stay, most are to come. */
async function seedBookings(
  admin: Access,
  { id: propertyId, businessDate }: Listed,
  property: typeof cityHotel,
): Promise<void> {
  const path = `/v1/properties/${propertyId}/reservations`;
  const { reservations } = await get<{ reservations: object[] }>(admin, path);
  // The last one may lack what follows it; the same key books it once.
  const first = reservations.length < bookings ? Math.max(0, reservations.length - 1) : bookings;
  const firstDayMs = Date.parse(businessDate);
  for (let at = first; at < bookings; at += 1) {
    const arrivesIn = at < 6 ? 0 : (at * 5) % 23;
    const nights = 1 + (at % 4);
    const [firstName = '', lastName = ''] = (guests[at % guests.length] ?? '').split(' ');
    const arrivalMs = firstDayMs + arrivesIn * dayMs;
    const body = {
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
    };
    const { id } = await post<{ id: string }>(admin, path, body, `demo booking ${at}`);
    if (at < 2) await post(admin, `${path}/${id}/check-ins`, {}, `demo check-in ${at}`);
  }
}

async function signIn(url: string, email: string): Promise<string> {
  const { access_token } = await post<{ access_token: string }>(
    { url, token: undefined },
    '/issuer/token',
    { email, password },
    'demo sign-in',
  );
  return access_token;
}

function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
