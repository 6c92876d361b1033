/**
 * The standard profile on a real cluster: events through a Broker and a Trigger into a subscriber of which nobody
 * runs, consumers that KEDA scales on the lag of a real Kafka (`KAFKA=host:port`, as pods reach it), and the guide
 * for operators. The Broker is of the class MTChannelBasedBroker: it keeps no order and nothing on a disk.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { foundIn } from '#shared/manifests/object.ts';
import { documentsIn } from '#shared/manifests/yaml.ts';
import { operate } from '../../operate/on-cluster.ts';
import { apply } from '../apply.ts';
import { deployedTrial } from './deployed.ts';
import { bringGreeter } from './events/greeter.ts';
import { type Heard, type Producer, producerOn } from './events/producer.ts';
import { type Refusals, refusalsIn } from './events/refusals.ts';
import { figure } from './figures.ts';
import { guestOf } from './guest.ts';
import { fromZeroAndBack } from './journeys/lag.ts';
import { underMuchLag } from './journeys/much-lag.ts';
import { type Pods, podsOf } from './pods.ts';
import { revisionsOf } from './revisions.ts';
import type { Trial } from './trial.ts';

let trial: Trial;
let pods: Pods;
let producer: Producer;
let refusals: Refusals;

beforeAll(async () => {
  trial = await deployedTrial({ profile: 'standard', overlay: 'standard' });
  pods = podsOf(trial);
  await bringGreeter(trial);
  producer = await producerOn(trial, pods, 'reservations');
  refusals = await refusalsIn(trial);
});
afterAll(() => trial?.close());

const subscriber = 'record-property';
const tenantid = '01990000-0000-7000-8000-00000000000a';
const patience = { timeout: 120_000, interval: 500 };

function attributes(type: string): Record<string, string> {
  const id = randomUUID();
  return { specversion: '1.0', id, source: '/trial', type, tenantid, partitionkey: id };
}

const opened = (propertyId: string) => ({
  ...{ propertyId, name: 'Ñandú', timeZone: 'Europe/Lisbon', currency: 'EUR' },
  ...{ businessDate: '2026-01-01', roomTypes: [{ code: 'DBL', name: 'Double', physical: 1 }] },
});

async function names(propertyId: string): Promise<readonly string[]> {
  const sql = 'select name from properties.properties where property_id = $1';
  const { rows } = await trial.owner.query<{ name: string }>(sql, [propertyId]);
  return rows.map(({ name }) => name);
}

async function heardOf(id: string, type: string): Promise<Heard | undefined> {
  const ofIt = ({ headers }: Heard) => headers['ce-id'] === id && headers['ce-type'] === type;
  return (await producer.heard()).find(ofIt);
}

describe('An event', () => {
  test('wakes the subscriber whose filter names its type, and no other', async () => {
    await pods.until(subscriber, (all) => all.length === 0);
    const [other, mine] = [randomUUID(), randomUUID()];
    expect(await producer.post(attributes('property.renamed.v1'), opened(other))).toBe(202);
    const beganMs = performance.now();
    expect(await producer.post(attributes('property.opened.v1'), opened(mine))).toBe(202);
    await vi.waitFor(async () => expect(await names(mine)).toEqual(['Ñandú']), patience);
    figure('an event into a subscriber from zero, ms', Math.round(performance.now() - beganMs));
    expect(await names(other)).toEqual([]);
  });

  test('is answered with another one, which the Broker delivers in its turn', async () => {
    const [propertyId, sent] = [randomUUID(), attributes('property.opened.v1')];
    expect(await producer.post(sent, opened(propertyId))).toBe(202);
    const reply = await vi.waitFor(async () => {
      const heard = await heardOf(`${sent['id']}/greeted`, 'property.greeted.v1');
      expect(heard).toBeDefined();
      return heard;
    }, patience);
    expect(reply?.headers).toMatchObject({ 'ce-tenantid': tenantid, 'ce-causationid': sent['id'] });
    expect(JSON.parse(reply?.body ?? '')).toEqual({ greeted: propertyId });
  });

  test('is delivered again until it is taken', async () => {
    const propertyId = randomUUID();
    await refusals.refuse(2);
    expect(await producer.post(attributes('property.opened.v1'), opened(propertyId))).toBe(202);
    await vi.waitFor(async () => expect(await names(propertyId)).toEqual(['Ñandú']), patience);
    expect(await refusals.tried()).toBe(3);
  });

  test('that the subscriber can never take is a dead letter at once, with its answer', async () => {
    const sent = attributes('property.opened.v1');
    expect(await producer.post(sent, { name: 'nowhere' })).toBe(202);
    const letter = await vi.waitFor(async () => {
      const heard = await heardOf(String(sent['id']), 'property.opened.v1');
      expect(heard).toBeDefined();
      return heard;
    }, patience);
    expect(letter?.headers['ce-knativeerrorcode']).toBe('422');
  });

  test('that is refused as often as it is tried is a dead letter', async () => {
    const patched = { spec: { delivery: { retry: 2 } } };
    const patch = ['patch', 'trigger', subscriber, '--type=merge', '-p', JSON.stringify(patched)];
    await trial.kube(...patch);
    await trial.kube('wait', `trigger/${subscriber}`, '--for=condition=Ready', '--timeout=60s');
    const [propertyId, sent] = [randomUUID(), attributes('property.opened.v1')];
    await refusals.refuse(1_000);
    expect(await producer.post(sent, opened(propertyId))).toBe(202);
    const letter = await vi.waitFor(async () => {
      const heard = await heardOf(String(sent['id']), 'property.opened.v1');
      expect(heard).toBeDefined();
      return heard;
    }, patience);
    expect(await refusals.tried()).toBe(3);
    expect(Number(letter?.headers['ce-knativeerrorcode'])).toBeGreaterThanOrEqual(500);
    expect(await names(propertyId)).toEqual([]);
  });
});

test('A projection goes from none to several on lag, and back to none when it is consumed', async () => {
  const tried = { trial, pods, revisions: revisionsOf(trial), guest: await guestOf(trial) };
  const seen = await fromZeroAndBack(tried, { ratePerSecond: 40, seconds: 40 });
  const { loaded, applied, ...figures } = seen;
  figure('bookings through Kafka', loaded);
  figure('a consumer on lag', figures);
  expect(loaded.booked).toBe(1_600);
  expect(figures.replicasMost).toBeGreaterThan(1);
  expect(figures.noneAfterSeconds).toBeGreaterThan(0);
  expect(applied).toBe(1_600);
});

test("The operators' guide is what an operator can do", async () => {
  const file = join(import.meta.dirname, '../../../eventing/base/upkeep/maintain-database.yaml');
  const objects = documentsIn(readFileSync(file, 'utf8')).flatMap((each) => foundIn(each) ?? []);
  const pings = objects.filter(({ kind }) => kind === 'PingSource');
  const { kubectl, namespace } = trial;
  // Nobody here wakes by the time, so no deployment waits for it; an operator can look at it all the same.
  const here = pings.map(({ whole }) => JSON.parse(JSON.stringify(whole)));
  for (const each of here) each.metadata.namespace = namespace;
  await apply(
    here.flatMap((each) => foundIn(each) ?? []),
    { kubectl, force: false },
  );
  const { code, out, err } = await operate({ namespace, env: process.env });
  // Where it ended, if it ended early.
  expect(code, err.slice(-600)).toBe(0);
  expect(err).toContain('+ kubectl');
  for (const each of ['submit-reservation', 'decide-reservations', subscriber, 'maintain-database'])
    expect(out).toContain(each);
});

// Last of all: what waits is left waiting.
test('A hundred thousand facts wake as many replicas as there is room for', async () => {
  const wanted = { facts: 100_000, broker: process.env['KAFKA'] ?? '' };
  const seen = await underMuchLag({ trial, pods }, wanted);
  figure('a consumer on 100,000 facts', seen);
  expect(seen.replicasMost).toBe(8);
  expect(seen.applied).toBeGreaterThan(0);
  expect(seen.applied).toBeLessThanOrEqual(seen.facts);
});
