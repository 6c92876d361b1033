/** A hotel on a deployed product, and what guests ask of it: where, with which token, which bodies. */
import { randomUUID } from 'node:crypto';
import { at, type Found, membersAt } from '#shared/manifests/object.ts';
import { deskAt, property, stay } from '../../testing/desk.ts';
import type { Sent } from './open-load.ts';
import type { Trial } from './trial.ts';

export interface Guest {
  readonly propertyId: string;
  readonly token: string;
  /** Where a function answers, and with which method. */
  sentTo(name: string): Sent;
  /** A booking of its own; the key makes it safe to repeat. */
  booking(key: string, index: number): Sent;
  readonly readers: readonly string[];
}

const roomsEach = 5_000;
const nightsApart = 300;

export async function guestOf(trial: Trial): Promise<Guest> {
  const tenantId = randomUUID();
  const token = await trial.keys.token(tenantId, 'tenant_admin');
  const services = await trial.kubectl.objects([
    ...['get', 'services.serving.knative.dev', '-n', trial.namespace],
  ]);
  const places = new Map(services.map((each) => [each.name, placeOf(each)]));
  const place = (name: string): Place => {
    const found = places.get(name);
    if (found === undefined) throw new Error(`There is no ${name}`);
    return found;
  };
  const opened = await deskAt(place('open-property').host, token).post(
    '/v1/properties',
    property(roomsEach),
  );
  if (opened.status !== 201) throw new Error(`No property: ${JSON.stringify(opened.body)}`);
  const propertyId = String(opened.body.id);
  const headers = { authorization: `Bearer ${token}` };
  const sentTo = (name: string): Sent => {
    const { host, method, path } = place(name);
    const url = `${host}${path.replace('{propertyId}', propertyId).replaceAll(/\{\w+\}/g, randomUUID())}`;
    return { method, url, headers };
  };
  return {
    ...{ propertyId, token, sentTo },
    booking(key, index) {
      const more = { 'content-type': 'application/json', 'idempotency-key': key };
      return {
        ...sentTo('submit-reservation'),
        headers: { ...headers, ...more },
        body: JSON.stringify(stay(1 + (index % nightsApart), 1)),
      };
    },
    readers: [...places].filter(([, { method }]) => method === 'GET').map(([name]) => name),
  };
}

interface Place {
  readonly host: string;
  readonly method: string;
  readonly path: string;
}

function placeOf({ whole }: Found): Place {
  const route = String(membersAt(whole, 'metadata', 'annotations')['serai.dev/route']);
  const [method = '', path = ''] = route.split(' ');
  return { host: String(at(whole, 'status', 'url')), method, path };
}
