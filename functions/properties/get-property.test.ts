import { expect, test } from 'vitest';
import { property } from '../../scripts/testing/desk.ts';
import { inHouse, soon } from '../../scripts/testing/in-house.ts';

const the = inHouse();

test('A property is read as it was opened, a moment after it was', async () => {
  const path = await the.open(4);
  const found = await soon(async () => {
    const answer = await the.house.desk.get(path);
    expect(answer.status).toBe(200);
    return answer;
  });
  expect(found.body).toEqual({ id: path.split('/').at(-1), ...property(4), currencyExponent: 2 });
});
