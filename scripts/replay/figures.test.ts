import { expect, test } from 'vitest';
import { type Api, ApiRefusal, apiClient } from '../serai/api.ts';
import { figuresOf } from './figures.ts';

const complete = {
  ...{ reservations: 1, turnedAway: 0, roomNightsSold: 2, roomRevenue: '10.00', adr: '5.0000' },
  status: { confirmed: 0, in_house: 0, checked_out: 1, cancelled: 0, no_show: 0 },
  ...{ peakRoomsSold: null, byStayMonth: {}, flagged: {} },
};

/** Answers in this order. */
function apiThatAnswers(...answers: readonly unknown[]): Api {
  const left = [...answers];
  const get = async () => {
    const answer = left.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { ...apiClient('http://127.0.0.1', async () => ''), get: get as Api['get'] };
}

const refused = (code: string) => new ApiRefusal(404, code, `No (${code}).`);
const behind = { ...complete, status: { ...complete.status, in_house: 1 } };

test('Figures are waited for until the projection has the property, and all of its rows', async () => {
  const api = apiThatAnswers(refused('property_unknown'), behind, complete);
  const figures = await figuresOf(api, 'some', 1);
  expect(figures).toMatchObject({ reservations: 1, room_nights_sold: 2, turned_away: 0 });
});

test('Any other refusal ends the wait', async () => {
  const api = apiThatAnswers(refused('permission_missing'), complete);
  await expect(figuresOf(api, 'some', 1)).rejects.toThrow('permission_missing');
});
