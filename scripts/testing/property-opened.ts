/** What subscribers hear when a property opens, as a trigger delivers it to one of them. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { binaryMessage } from '#shared/events/http-event.ts';
import type { SubscriberDeclaration } from '#shared/function/declare.ts';
import { subscriberApp } from '#shared/push/subscriber-app.ts';
import { type PushHouse, pushHouse } from '#shared/push/testing/house.ts';

export const tenantId = randomUUID();
export const opened = {
  propertyId: randomUUID(),
  ...{ name: 'Caravanserai', timeZone: 'Europe/Lisbon', currency: 'EUR' },
  businessDate: '2026-01-01',
  roomTypes: [{ code: 'DBL', name: 'Double', physical: 3 }],
};

export interface Hearing {
  /** Resolves with the status it answers. */
  deliver(id: string, changed?: object): Promise<number>;
  /** Every row of a table of its context that the tenant sees. */
  rows(table: string): Promise<readonly object[]>;
}

export function hearing(subscriber: SubscriberDeclaration): Hearing {
  let house: PushHouse;
  beforeAll(async () => {
    house = await pushHouse();
  });
  afterAll(() => house.close());
  const { context } = subscriber;
  return {
    async deliver(id, changed = {}) {
      const { headers, body } = binaryMessage({
        ...{ specversion: '1.0', id, source: '/reservations', type: 'property.opened.v1' },
        ...{ subject: opened.propertyId, extensions: { tenantid: tenantId } },
        data: JSON.stringify({ ...opened, ...changed }),
      });
      const app = subscriberApp(subscriber, house.process().engines);
      const response = await app.request('/', { method: 'POST', headers: { ...headers }, body });
      return response.status;
    },
    rows(table) {
      const database = house.database(`serai_${context}`, { schema: context });
      return database.read([tenantId], (sql) => sql.rows(`select * from ${table}`));
    },
  };
}
