import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '#shared/testing/database.ts';
import { openSession, type Session } from './session.ts';

let database: TestDatabase;
let session: Session;
beforeAll(async () => {
  database = await testDatabase({ empty: true });
  session = await openSession(database.url);
  await session.ask('create table notes (text text)');
});
afterAll(async () => {
  await session?.close();
  await database?.close();
});

async function write(text: string): Promise<void> {
  await session.begin(['begin', "set local app.told = 'now'"]);
  await session.send({ text: 'insert into notes values ($1)', values: [text] });
}

async function notes(): Promise<readonly unknown[]> {
  return (await session.ask<{ text: string }>('select text from notes')).rows.map(
    ({ text }) => text,
  );
}

describe('A simulated session', () => {
  test('keeps what was committed, whatever comes next, and nothing that was rolled back', async () => {
    await write('first');
    session.commit();
    await write('second');
    session.commit();
    expect(await notes()).toEqual(['first', 'second']);
    await write('third');
    await session.rollback();
    expect(await notes()).toEqual(['first', 'second']);
  });

  test('is outside of a transaction when it is asked', async () => {
    await write('fourth');
    session.commit();
    const { rows } = await session.ask("select current_setting('app.told', true) as told");
    expect(rows).toEqual([{ told: '' }]);
  });
});
