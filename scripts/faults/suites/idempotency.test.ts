/** The judge of one key finds each way in which its answers could be wrong. */
import { describe, expect, test } from 'vitest';
import { judgeKey } from './idempotency.ts';

const plain = (status: number, id?: string) => ({ twisted: false, status, id });
const twisted = (status: number, id?: string) => ({ twisted: true, status, id });

describe('A key is right', () => {
  test('when the first of its bodies has one answer and the other is refused', () => {
    const said = [plain(201, 'r1'), twisted(422), plain(201, 'r1'), twisted(422)];
    expect(judgeKey(said)).toEqual({ answer: { status: 201, id: 'r1' } });
  });

  test('when the twisted body was the first', () => {
    expect(judgeKey([plain(422), twisted(409), plain(422), twisted(409)])).toEqual({
      answer: { status: 409, id: undefined },
    });
  });
});

describe('A key is wrong', () => {
  test.each([
    ['two answers for one body', [plain(201, 'r1'), plain(409)], /201 r1 .* then 409 .* the same/],
    ['two reservations', [plain(201, 'r1'), plain(201, 'r2')], /201 r1 .* then 201 r2 .* the same/],
    ['both bodies taken', [plain(201, 'r1'), twisted(201, 'r1')], /then 201 r1 for the other/],
    ['a refusal of its own body', [plain(201, 'r1'), plain(422)], /then 422 .* for the same/],
    ['nobody answered', [plain(422), twisted(422)], /nobody was answered/],
  ])('with %s', (_what, said, fault) => {
    expect(judgeKey(said)).toEqual({ answer: undefined, fault: expect.stringMatching(fault) });
  });
});
