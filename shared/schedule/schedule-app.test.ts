import { describe, expect, test } from 'vitest';
import type { CloudEvent } from '#shared/events/cloud-event.ts';
import { binaryMessage, structuredMessage } from '#shared/events/http-event.ts';
import type { Engines } from '#shared/function/engines.ts';
import { type ScheduleTools, schedule } from '#shared/function/schedule.ts';
import { testEngines } from '#shared/http/testing/lamps.ts';
import { runnerOf } from './runner.ts';
import { scheduleApp } from './schedule-app.ts';
import { ended, testSchedule } from './testing.ts';

/** As Knative's adapter sends it. */
const ping: CloudEvent = {
  specversion: '1.0',
  id: '9a2f1d5e-6f4b-4a44-9d0c-6a3a3f3b8a10',
  source: '/apis/v1/namespaces/house/pingsources/dim-lamps',
  type: 'dev.knative.sources.ping',
  time: '2026-01-01T06:00:00.123456789Z',
  datacontenttype: 'application/json',
  extensions: {},
  data: '{}',
};

function served(run: (tools: ScheduleTools) => Promise<void>) {
  const closing = new AbortController();
  const { engines, logged } = testEngines({
    house: { closing: closing.signal } as Engines['house'],
  });
  const app = scheduleApp(testSchedule(run), engines as Engines);
  const post = async (event: CloudEvent = ping): Promise<number> => {
    const { headers, body } = binaryMessage(event);
    return (await app.request('/', { method: 'POST', headers, body })).status;
  };
  return { app, post, closing, logged };
}

describe('A schedule', () => {
  test.each([
    ['61 * * * *', undefined, '"61 * * * *": Invalid value for minute: 61'],
    ['0 6 * * *', 'Mars/One', '"0 6 * * *": Mars/One is no time zone'],
  ])('that says %s in %s cannot be declared', (cron, timeZone, fault) => {
    const { kind: _kind, nextMs: _next, ...declared } = testSchedule(async () => undefined);
    expect(() => schedule({ ...declared, cron, timeZone: timeZone ?? 'UTC' })).toThrow(
      `dim-lamps cannot be woken by ${fault}`,
    );
  });

  test('is run once by an event, and the event is answered when that is over', async () => {
    const finish = Promise.withResolvers<void>();
    const steps: string[] = [];
    const { post } = served(async () => {
      steps.push('begun');
      await finish.promise;
      steps.push('ended');
    });
    const answered = post().then((status) => steps.push(`answered ${status}`));
    await expect.poll(() => steps).toEqual(['begun']);
    finish.resolve();
    await answered;
    expect(steps).toEqual(['begun', 'ended', 'answered 204']);
  });

  test('that is woken while it runs is not run beside itself, and is run again afterwards', async () => {
    const finish = Promise.withResolvers<void>();
    let runs = 0;
    const { post } = served(async () => {
      runs += 1;
      await finish.promise;
    });
    const together = [post(), post(), post()];
    await expect.poll(() => runs).toBe(1);
    finish.resolve();
    expect(await Promise.all(together)).toEqual([204, 204, 204]);
    expect(runs).toBe(1);
    expect(await post()).toBe(204);
    expect(runs).toBe(2);
  });

  test('that fails is told about and answered with 500, so that the event comes again', async () => {
    let healthy = false;
    const { post, logged } = served(async () => {
      if (!healthy) throw new Error('a bug with secrets');
    });
    expect(await post()).toBe(500);
    expect(logged).toEqual([
      { message: 'a schedule failed', error: new Error('a bug with secrets') },
    ]);
    healthy = true;
    expect(await post()).toBe(204);
  });

  test('ends when the process goes, and the event goes to another one', async () => {
    const { post, closing } = served(({ signal }) => ended(signal));
    const answer = post();
    closing.abort();
    expect(await answer).toBe(503);
  });

  test('is told to end when its time is over', async () => {
    const { engines } = testEngines();
    const waiting = testSchedule(({ signal }) => ended(signal));
    const run = runnerOf(waiting, engines as Engines, new AbortController().signal, 1);
    expect(await run()).toBe('unfinished');
  });

  test('takes a structured event as well', async () => {
    let runs = 0;
    const { app } = served(async () => {
      runs += 1;
    });
    const { headers, body } = structuredMessage(ping);
    expect((await app.request('/', { method: 'POST', headers, body })).status).toBe(204);
    expect(runs).toBe(1);
  });

  test('is woken by nothing else', async () => {
    let runs = 0;
    const { app, post } = served(async () => {
      runs += 1;
    });
    const ask = async (method: string, path: string, init: RequestInit = {}) =>
      (await app.request(path, { method, ...init })).status;
    expect(await ask('POST', '/')).toBe(400);
    expect(await ask('POST', '/', { body: 'x'.repeat(3 * 1024 * 1024) })).toBe(413);
    expect(await post({ ...ping, type: 'lamp.lit.v1' })).toBe(422);
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
      expect(await ask(method, '/')).toBe(405);
    expect(await ask('POST', '/elsewhere')).toBe(404);
    expect(runs).toBe(0);
  });
});
