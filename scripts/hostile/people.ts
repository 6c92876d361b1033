/** Two tenants of a house: one whose token is in the wrong hands, and one that must never be seen. */
import type { ServedHouse } from '../load/serve.ts';
import { type Answer, type Desk, deskAt, property, stay } from '../testing/desk.ts';
import { unknownId } from '../testing/samples.ts';

/** In the name and the comments of a guest of the tenant that must not be seen: sealed, so for operators neither. */
export const secretText = 'q7hiddenq7';

export interface People {
  /** Everything a tenant may do, and everything an operator may. */
  readonly tenantToken: string;
  readonly operatorToken: string;
  /** Of path parameters: what is there, what is another tenant's, and what is nobody's. */
  readonly known: Readonly<Record<string, readonly string[]>>;
  /** Ids of the other tenant. */
  readonly secretIds: readonly string[];
}

/** Enough that some are left of every state for as long as a run takes. */
const reservationsOfState = 12;

export async function peopleOf(house: ServedHouse): Promise<People> {
  const operatorToken = await house.operatorToken();
  const operator = deskAt(house.url, operatorToken);
  const ours = idOf(await operator.post('/v1/tenants', { name: 'Ours' }));
  const others = idOf(await operator.post('/v1/tenants', { name: 'Others' }));
  const tenantToken = await house.token(ours, 'tenant_admin', 'auditor');
  const desk = deskAt(house.url, tenantToken);
  const channel = deskAt(house.url, await house.token(ours, 'channel'));
  const hidden = deskAt(house.url, await house.token(others, 'tenant_admin'));
  const shown = await openHouse(desk, 'Test House', 20);
  const full = await openHouse(desk, 'Full House', 0);
  const secret = await openHouse(hidden, 'Their House', 20);
  const flagged = await book(channel, full, 'Okoye');
  const secretStay = await book(hidden, secret, secretText);
  const stays = await staysOf(desk, shown);
  const items: { body: { workItems: { id: string }[] } } = await desk.get(
    `/v1/properties/${full}/work-items`,
  );
  const trace = (await desk.get('/v1/properties')).headers.get('x-trace-id') ?? '';
  const facts: { body: { events: { id: string }[] } } = await operator.get('/v1/events');
  return {
    ...{ tenantToken, operatorToken },
    secretIds: [others, secret, secretStay],
    known: {
      // Most of what is sent should arrive somewhere.
      propertyId: [shown, shown.toUpperCase(), full, secret, unknownId],
      reservationId: [...stays, flagged, secretStay],
      workItemId: [...items.body.workItems.map(({ id }) => id), unknownId],
      eventId: [...facts.body.events.slice(0, 4).map(({ id }) => id), unknownId],
      deadLetterId: [unknownId],
      code: ['no_room', 'forbidden', 'nothing_like_it'],
      traceId: [trace, '0'.repeat(31).concat('1')],
    },
  };
}

async function openHouse(desk: Desk, name: string, physical: number): Promise<string> {
  const opened = await desk.post('/v1/properties', { ...property(physical), name });
  return idOf(opened);
}

async function book(desk: Desk, propertyId: string, lastName: string): Promise<string> {
  const guest = { lastName, email: `${lastName}@example.com` };
  const body = { ...stay(1, 2), guest, comment: lastName };
  return idOf(await desk.post(`/v1/properties/${propertyId}/reservations`, body));
}

function idOf({ status, body }: Answer): string {
  if (status !== 201) throw new Error(`the house is not set up: ${JSON.stringify(body)}`);
  return body.id;
}

/** Some that are to come, some in house, some cancelled. */
async function staysOf(desk: Desk, propertyId: string): Promise<readonly string[]> {
  const path = `/v1/properties/${propertyId}/reservations`;
  const found: string[] = [];
  for (let at = 0; at < reservationsOfState; at += 1) {
    const answer = await desk.post(
      path,
      stay(at % 2 === 0 ? 0 : at, 2, at % 3 === 0 ? 'STE' : 'DBL'),
    );
    const id = idOf(answer);
    if (at % 4 === 0) await desk.post(`${path}/${id}/check-ins`, {});
    if (at % 4 === 1) await desk.post(`${path}/${id}/cancellations`, { reason: 'other' });
    found.push(id);
  }
  return found;
}
