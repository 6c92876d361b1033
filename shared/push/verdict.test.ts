import { describe, expect, test } from 'vitest';
import { binaryMessage, structuredMessage } from '#shared/events/http-event.ts';
import { fact } from './testing/house.ts';
import { deliver, verdictOf } from './verdict.ts';

const reply = fact('r-1');
const answered = (status: number, body: string | null = null, headers = {}) =>
  verdictOf(new Response(body, { status, headers }));

describe('an answer', () => {
  test.each([200, 201, 202, 204, 299])('%i with an empty body is done', async (status) => {
    expect(await answered(status)).toEqual({ outcome: 'done', reply: undefined });
  });

  test('200 with an empty string is done', async () => {
    expect(await answered(200, '')).toEqual({ outcome: 'done', reply: undefined });
  });

  test.each([binaryMessage, structuredMessage])('200 with an event is a reply', async (write) => {
    const { headers, body } = write(reply);
    expect(await answered(200, body, headers)).toEqual({ outcome: 'done', reply });
  });

  test('200 with an event without data is a reply', async () => {
    const { headers } = binaryMessage({ ...reply, data: '' });
    expect(await answered(200, null, headers)).toEqual({
      outcome: 'done',
      reply: { ...reply, data: '' },
    });
  });

  test.each([500, 502, 503, 504, 404, 408, 409, 429])('%i is tried again', async (status) => {
    expect(await answered(status, 'so')).toEqual({
      outcome: 'failed',
      again: true,
      code: status,
      error: Buffer.from('so'),
    });
  });

  test.each([300, 302, 400, 401, 403, 405, 410, 413, 422])('%i is not', async (status) => {
    expect(await answered(status, 'so')).toMatchObject({ outcome: 'failed', again: false });
  });

  test.each([
    ['JSON', 200, '{"ok":true}', { 'content-type': 'application/json' }],
    ['an event that is none', 200, '{}', { 'ce-specversion': '1.0' }],
    ['an event with another status', 201, reply.data, binaryMessage(reply).headers],
  ])('2xx with %s has failed for good', async (_what, status, body, headers) => {
    expect(await answered(status, body, headers)).toMatchObject({
      outcome: 'failed',
      again: false,
      code: status,
    });
  });

  test('is kept up to 1,024 bytes', async () => {
    const verdict = await answered(500, 'x'.repeat(5_000));
    expect(verdict.outcome === 'failed' && verdict.error.length).toBe(1_024);
  });

  test('that does not come, or breaks, is tried again', async () => {
    const never = () => Promise.withResolvers<Response>().promise;
    expect(await deliver(fact('e-1'), never, 5)).toEqual({
      outcome: 'failed',
      again: true,
      code: 500,
      error: Buffer.from('no answer: no answer within 5 ms'),
    });
    const broken = () => Promise.reject(new Error('fetch failed', { cause: new Error('reset') }));
    expect(await deliver(fact('e-1'), broken, 1_000)).toEqual({
      outcome: 'failed',
      again: true,
      code: 500,
      error: Buffer.from('no answer: fetch failed: reset'),
    });
  });
});
