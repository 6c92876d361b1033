/** Every key is sent again and again, at once and across restarts, with its body twisted now and then: it does one thing, and says the same each time. */
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { commandId } from '#shared/commands/command.ts';
import { stay } from '../../testing/desk.ts';
import type { FinalAnswer } from '../journal.ts';
import { atLeast, type Suite } from '../suite.ts';
import { client, underLoad, type World } from '../world.ts';

const full = { keys: 10_000, retries: 100 };
const quickly = { keys: 200, retries: 20 };
/** Keys that are being sent at once, and requests of one key at once. */
const keysAtOnce = 12;
const requestsAtOnce = 5;
/** One in so many carries another body under the same key. */
const twistedOneIn = 4;
const restartMsMax = 4_000;
const daysAhead = 1_000;
const againMs = 50;
const requestTimeoutMs = 12_000;

/** What one answer came to: whose body it was for, and what it said. */
interface Said {
  readonly twisted: boolean;
  readonly status: number;
  readonly id: string | undefined;
}

interface Tally {
  requests: number;
  reused: number;
  restarts: number;
  readonly wrong: string[];
}

export const idempotency: Suite = async ({ quick, profile, say }) => {
  const { keys, retries } = quick ? quickly : full;
  const { result, faults } = await underLoad({ profile, clients: 2 }, async (world) => {
    const tally: Tally = { requests: 0, reused: 0, restarts: 0, wrong: [] };
    let left = keys;
    const senders = Array.from({ length: keysAtOnce }, async () => {
      while (left > 0) {
        left -= 1;
        await sendKey(world, retries, tally);
        if (left % 100 === 0) say(`${left} keys left, ${tally.restarts} restarts`);
      }
    });
    const restarting = restartUntil(world, tally, () => left === 0);
    await Promise.all(senders);
    await restarting;
    return tally;
  });
  const { requests, reused, restarts, wrong } = result;
  return {
    figures: [
      `${keys} keys × ${retries}`,
      `${requests} answers`,
      `${reused} of them to twisted bodies`,
      `${restarts} restarts`,
      `${wrong.length} wrong answers`,
    ],
    checks: [
      { title: 'one effect per key', faults },
      { title: 'no answer is wrong', faults: wrong },
      atLeast('twisted bodies were refused', reused, 1),
      atLeast('processes were restarted meanwhile', restarts, 1),
    ],
  };
};

async function sendKey(world: World, retries: number, tally: Tally): Promise<void> {
  const { journal, tenantId, propertyIds } = world;
  const propertyId = propertyIds[randomInt(propertyIds.length)] ?? '';
  const path = `/v1/properties/${propertyId}/reservations`;
  const key = randomUUID();
  const intent = journal.open({
    ...{ kind: 'book', key, propertyId, sentMs: performance.now() },
    commandId: commandId({ tenantId, client, method: 'POST', path, idempotencyKey: key }),
  });
  const from = randomInt(daysAhead);
  const bodies = { plain: stay(from, 1), twisted: stay(from, 2) };
  const said: Said[] = [];
  let left = retries;
  const senders = Array.from({ length: requestsAtOnce }, async () => {
    while (left > 0) {
      left -= 1;
      const twisted = randomInt(twistedOneIn) === 0;
      const body = JSON.stringify(twisted ? bodies.twisted : bodies.plain);
      said.push({ twisted, ...(await finalAnswer(world, path, key, body)) });
    }
  });
  await Promise.all(senders);
  tally.requests += said.length;
  tally.reused += said.filter(({ status }) => status === 422).length;
  const verdict = judgeKey(said);
  if (verdict.answer === undefined) tally.wrong.push(`${key}: ${verdict.fault}`);
  else journal.answered(intent, verdict.answer);
}

type Verdict =
  | { readonly answer: FinalAnswer }
  | { readonly answer: undefined; readonly fault: string };

/** One of the two bodies was first: all of its answers are one, and all of the other's are 422. */
export function judgeKey(said: readonly Said[]): Verdict {
  const answers = said.filter(({ status }) => status !== 422);
  const [first] = answers;
  if (first === undefined) return { answer: undefined, fault: 'nobody was answered' };
  for (const { twisted, status, id } of said) {
    const own = twisted === first.twisted;
    const right = own ? status === first.status && id === first.id : status === 422;
    if (!right) {
      const fault = `${first.status} ${first.id} for one body, then ${status} ${id} for ${own ? 'the same' : 'the other'}`;
      return { answer: undefined, fault };
    }
  }
  return { answer: { status: first.status, id: first.id } };
}

async function finalAnswer(
  { stack, token, journal }: World,
  path: string,
  key: string,
  body: string,
): Promise<FinalAnswer> {
  for (;;) {
    const answer = await fetch(stack.door + path, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body,
      signal: AbortSignal.timeout(requestTimeoutMs),
    }).then(
      async (response) => ({ status: response.status, text: await response.text() }),
      // Killed before or while it answered.
      () => ({ status: 0, text: '' }),
    );
    const { status, text } = answer;
    if (status === 201) return { status, id: JSON.parse(text).id };
    if (status === 409 || (status === 422 && text.includes('"idempotency_key_reused"')))
      return { status, id: undefined };
    if (status !== 0 && status !== 202 && status !== 503)
      journal.surprised(`${status} ${text.slice(0, 300)}`);
    await delay(againMs);
  }
}

/** The door, the deciders and the relay in turn. */
async function restartUntil(world: World, tally: Tally, over: () => boolean): Promise<void> {
  const victims = (['submit', 'decide', 'relay'] as const).flatMap((component) =>
    world.stack.of(component),
  );
  for (let at = 0; !over(); at += 1) {
    await delay(randomInt(restartMsMax));
    const victim = victims[at % victims.length];
    victim?.signal('SIGKILL');
    await victim?.gone();
    victim?.again();
    tally.restarts += 1;
    await world.stack.ready();
  }
}
