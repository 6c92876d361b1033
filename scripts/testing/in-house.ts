/** One house for the tests of a file, and what most of them begin with. */
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { type Answer, stay } from './desk.ts';
import { type TestHouse, testHouse } from './house.ts';

export interface InHouse {
  readonly house: TestHouse;
  /** A property of its own, with this many rooms of each type; resolves with its path. */
  open(physical?: number): Promise<string>;
  /** A stay that is taken: by the front desk, from day `from` of the property. */
  booked(path: string, from?: number, nights?: number, roomType?: string): Promise<Booked>;
}

export interface Booked {
  readonly id: string;
  /** Of the reservation. */
  readonly path: string;
  readonly answer: Answer;
}

export function inHouse(): InHouse {
  let house: TestHouse;
  beforeAll(async () => {
    house = await testHouse();
  });
  afterAll(() => house.stop());
  return {
    get house() {
      return house;
    },
    open: (physical) => house.open(physical),
    async booked(path, from = 0, nights = 2, roomType = 'DBL') {
      const answer = await house.desk.post(`${path}/reservations`, stay(from, nights, roomType));
      expect(answer.status, JSON.stringify(answer.body)).toBe(201);
      return { id: answer.body.id, path: `${path}/reservations/${answer.body.id}`, answer };
    },
  };
}

/** The whole of a refusal. */
export function expectRefusal(answer: Answer, status: number, body: object): void {
  expect({ status: answer.status, ...answer.body }).toEqual({
    title: expect.any(String),
    requestId: answer.headers.get('x-request-id'),
    ...body,
    type: `/problems/${(body as { code: string }).code}`,
    status,
  });
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
}

/** Projections follow a moment later. */
export function soon<T>(look: () => Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: 10_000, interval: 10 });
}
