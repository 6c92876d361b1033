/** A function behind Knative's own queue-proxy: what passes, what is refused, and what a client sees of it. */
import { randomBytes, randomUUID } from 'node:crypto';
import { CloudEvent, HTTP } from 'cloudevents';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { httpDispatch } from '#shared/push/dispatch.ts';
import { type Answer, type Desk, deskAt, stay } from '../testing/desk.ts';
import { kubeletProbe, type Pod } from './pod.ts';
import { type Around, around, tenantId } from './testing.ts';

let house: Around;
let path: string;
let pod: Pod | undefined;
beforeAll(async () => {
  house = await around();
  path = `/v1/properties/${house.propertyId}/reservations`;
});
afterAll(() => house?.close());
afterEach(async () => {
  house.decider.child.kill('SIGCONT');
  await pod?.kill();
  pod = undefined;
});

const patience = { timeout: 30_000, interval: 20 };

async function served(...wanted: Parameters<Around['servedPod']>): Promise<Pod> {
  pod = await house.servedPod(...wanted);
  return pod;
}

/** Headers of one connection or of one request: present in every answer, and never the same. */
const ofOne = ['connection', 'date', 'keep-alive', 'x-request-id', 'x-trace-id'];

/** What two answers to the same request have in common. */
function compared({ status, body, headers }: Answer): object {
  const lasting = [...headers].filter(([name]) => !ofOne.includes(name));
  const named = ofOne.slice(3).filter((name) => headers.has(name));
  return { status, body: { ...body, requestId: undefined, traceId: undefined }, lasting, named };
}

describe('A request', () => {
  test('passes with its body and headers, and its answer with all of its own', async () => {
    const { url, direct } = await served('submit-reservation');
    const [through, past] = [deskAt(url, house.token), deskAt(direct, house.token)];
    const key = randomUUID();
    expect(await past.post(path, stay(1, 2), key)).toMatchObject({ status: 201 });
    const asked: readonly ((desk: Desk) => Promise<Answer>)[] = [
      (desk) => desk.post(path, stay(1, 2), key),
      (desk) => desk.post(path, stay(2, 2), key),
      (desk) => desk.post(path, { ...stay(1, 1), adults: 0 }),
      (desk) => desk.post(path, { padding: 'x'.repeat(3 * 1024 * 1024) }),
      (desk) => desk.send('POST', path, { headers: { authorization: undefined } }),
      (desk) => desk.get('/v1/nothing'),
    ];
    const statuses: number[] = [];
    for (const ask of asked) {
      const answer = await ask(through);
      statuses.push(answer.status);
      expect(compared(answer)).toEqual(compared(await ask(past)));
    }
    expect(statuses).toEqual([201, 422, 422, 413, 401, 404]);
  });

  test('keeps its trace', async () => {
    const { url } = await served('submit-reservation');
    const [traceId, caller] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
    const traceparent = `00-${traceId}-${caller}-01`;
    const desk = deskAt(url, house.token, { traceparent });
    expect((await desk.post(path, stay(1, 1))).status).toBe(201);
    await vi.waitFor(async () => {
      const { rows } = await house.owner.query(
        `select parent_span_id from telemetry.spans where trace_id = $1 and service = 'submit-reservation'`,
        [traceId],
      );
      expect(rows).toEqual([{ parent_span_id: caller }]);
    }, patience);
  });

  test('is refused with 503 when one is worked on and ten wait, and the same key books later', async () => {
    const { url } = await served('submit-reservation', { containerConcurrency: 1 });
    const desk = deskAt(url, house.token);
    const before = await house.reservations();
    house.decider.child.kill('SIGSTOP');
    const refused: { readonly key: string; readonly answer: Answer }[] = [];
    const answers = Array.from({ length: 14 }, async () => {
      const key = randomUUID();
      const answer = await desk.post(path, stay(1, 1), key);
      if (answer.status === 503) refused.push({ key, answer });
      return answer.status;
    });
    await vi.waitFor(() => expect(refused).toHaveLength(3), patience);
    for (const { answer } of refused) {
      expect(answer.body).toBe('pending request queue full\n');
      expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(answer.headers.get('retry-after')).toBeNull();
    }
    house.decider.child.kill('SIGCONT');
    expect((await Promise.all(answers)).sort()).toEqual([
      ...Array.from({ length: 11 }, () => 201),
      ...[503, 503, 503],
    ]);
    expect(await house.reservations()).toBe(before + 11);
    for (const { key } of refused)
      expect((await desk.post(path, stay(1, 1), key)).status).toBe(201);
    expect(await house.reservations()).toBe(before + 14);
  });

  test('is answered 504 when it takes too long, and the same key finds what became of it', async () => {
    const { url } = await served('submit-reservation', { timeoutSeconds: 1 });
    const desk = deskAt(url, house.token);
    const before = await house.reservations();
    house.decider.child.kill('SIGSTOP');
    const key = randomUUID();
    const late = await desk.post(path, stay(1, 1), key);
    expect([late.status, late.body]).toEqual([504, 'request timeout']);
    house.decider.child.kill('SIGCONT');
    await vi.waitFor(async () => expect(await house.reservations()).toBe(before + 1), patience);
    expect((await desk.post(path, stay(1, 1), key)).status).toBe(201);
    expect(await house.reservations()).toBe(before + 1);
  });
});

describe('A CloudEvent', () => {
  function opened(propertyId: string, data: object = {}): CloudEvent<object> {
    return new CloudEvent({
      ...{ id: randomUUID(), source: '/reservations', type: 'property.opened.v1' },
      ...{ tenantid: tenantId, partitionkey: propertyId, datacontenttype: 'application/json' },
      data: {
        ...{ propertyId, name: 'Ñandú', timeZone: 'Europe/Lisbon', currency: 'EUR' },
        ...{
          businessDate: '2026-01-01',
          roomTypes: [{ code: 'DBL', name: 'Double', physical: 1 }],
        },
        ...data,
      },
    });
  }

  async function names(propertyId: string): Promise<readonly string[]> {
    const { rows } = await house.owner.query<{ name: string }>(
      'select name from properties.properties where property_id = $1',
      [propertyId],
    );
    return rows.map(({ name }) => name);
  }

  test.each(['binary', 'structured'] as const)(
    'in %s mode is taken with an empty body, once when it comes twice',
    async (mode) => {
      const { url } = await served('record-property');
      const propertyId = randomUUID();
      const { headers, body } = HTTP[mode](opened(propertyId));
      const given = Object.entries(headers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, String(value)] as [string, string]],
      );
      for (const _time of [1, 2]) {
        const answer = await fetch(url, { method: 'POST', headers: given, body: String(body) });
        expect([answer.status, await answer.text()]).toEqual([202, '']);
      }
      expect(await names(propertyId)).toEqual(['Ñandú']);
    },
  );

  test('as the dispatcher sends it is refused with the function’s own status and words', async () => {
    const { url } = await served('record-property');
    const answer = await httpDispatch(url)({
      ...{ specversion: '1.0', id: 'e-1', source: '/reservations', type: 'property.opened.v1' },
      ...{ time: '2026-01-01T12:00:00.000Z', datacontenttype: 'application/json' },
      extensions: { tenantid: tenantId, partitionkey: 'p' },
      data: '{}',
    });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toMatch(/^data\/propertyId: /);
  });
});

describe('A probe', () => {
  const probed = async (headers: Record<string, string>): Promise<readonly [number, string]> => {
    const { url } = pod ?? { url: '' };
    const answer = await fetch(url, { headers });
    return [answer.status, (await answer.text()).trim()];
  };

  test('of the kubelet waits for the function’s /readyz, and is answered by queue-proxy', async () => {
    pod = await house.pod('submit-reservation');
    // Begun before there is a function: queue-proxy asks it every 50 ms, and answers when it is there.
    const first = vi.waitFor(() => probed(kubeletProbe), patience);
    const running = pod.startFunction();
    expect(await first).toEqual([200, 'queue']);
    running.child.kill('SIGKILL');
    await running.ended;
    // It asks for ten seconds before it says so.
    expect(await probed(kubeletProbe)).toEqual([503, '']);
  });

  test('of the ingress never reaches the function', async () => {
    pod = await house.pod('submit-reservation');
    await vi.waitFor(async () => {
      const probe = { 'k-network-probe': 'probe', 'k-network-hash': 'of-the-route' };
      expect(await probed(probe)).toEqual([200, '']);
    }, patience);
  });

  test('of another kind is not for queue-proxy', async () => {
    await served('submit-reservation');
    const other = { ...kubeletProbe, 'k-network-probe': 'activator' };
    expect(await probed(other)).toEqual([400, 'unexpected probe header value: activator']);
    const { direct } = pod ?? { direct: '' };
    const live = await fetch(`${direct}/healthz`, { headers: { 'user-agent': 'kube-probe/1.36' } });
    expect(live.status).toBe(200);
  });
});
