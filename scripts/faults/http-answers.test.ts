import { expect, test } from 'vitest';
import { type HttpAnswer, httpAnswers } from './http-answers.ts';

const answers =
  'HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"a":"ü"}'.replace(
    '9',
    '10',
  ) +
  'HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 4\r\n\r\nbusy' +
  'HTTP/1.1 204 No Content\r\n\r\n';

const expected: readonly HttpAnswer[] = [
  { status: 201, retryAfter: false, body: '{"a":"ü"}' },
  { status: 503, retryAfter: true, body: 'busy' },
  { status: 204, retryAfter: false, body: '' },
];

test.each([1, 7, 1_000])('Answers are told whole, in pieces of %i bytes', (size) => {
  const told: HttpAnswer[] = [];
  const take = httpAnswers((answer) => told.push(answer));
  const bytes = Buffer.from(answers);
  for (let at = 0; at < bytes.length; at += size) take(bytes.subarray(at, at + size));
  expect(told).toEqual(expected);
});
