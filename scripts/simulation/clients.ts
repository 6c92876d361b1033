/** Clients of the simulated house: they ask, wait, ask again with the same key, and write down what they were told. */

import { permissions } from '#schema/access.ts';
import type { Principal } from '#shared/function/principal.ts';
import type { Journal } from './journal.ts';
import { lives } from './life.ts';
import type { Machines } from './machines.ts';
import { type Network, pauseMs } from './network.ts';
import { clientOf, commandOf, type Operation, tenantId } from './operations.ts';

export interface Clients {
  /** Each at its own time from now. */
  send(operations: readonly Operation[]): void;
  /** How many still want an answer. */
  waiting(): number;
}

/** Beyond what a door may take, an answer does not come any more. */
const patienceMs = 4_000;
/** A client that got no answer comes back after about this long. */
const askAgainWaitMs = 3_000;
const againMsMin = 200;
const againMsMax = 1_200;
/** Far more than faults can cost. */
const attemptsMax = 60;

export function verify(token: string): Principal {
  const [desk = '', tenant = ''] = token.split('-');
  return {
    subject: desk,
    kind: desk === 'channel' ? 'channel' : 'user',
    tenantId: tenantId(Number(tenant)),
    permissions: new Set(permissions),
    scopes: 'all',
    client: token,
    policies: { acceptance: desk === 'channel' ? 'accept_and_flag' : 'strict' },
  };
}

export function clients(net: Network, machines: Machines, journal: Journal): Clients {
  const { world, chance } = net;
  const open = new Set<Operation>();

  function ask(operation: Operation, attempt: number): void {
    if (attempt > attemptsMax) {
      open.delete(operation);
      journal.surprised(`request ${operation.number} is never answered`);
      return;
    }
    let over = false;
    const end = (): boolean => {
      const first = !over;
      over = true;
      return first;
    };
    const again = (): void => {
      if (end())
        world.at(chance.between(againMsMin, againMsMax), undefined, '', () =>
          ask(operation, attempt + 1),
        );
    };
    world.at(operation.waitMs + patienceMs, undefined, '', again);

    const hear = (status: number, text: string, replayed: boolean): void => {
      const final = journal.answered(operation, status, text, replayed);
      if (over) return;
      if (final) {
        end();
        open.delete(operation);
      } else again();
    };
    // Who asks again wants to know.
    const wanted = attempt === 1 ? operation : { ...operation, waitMs: askAgainWaitMs };
    const fault = net.fault('door request');
    if (fault?.kind === 'lost') return;
    if (fault?.kind === 'twice') carry(wanted, pauseMs(fault), hear, again, false);
    const delayMs = fault?.kind === 'late' ? pauseMs(fault) : net.latencyMs();
    carry(wanted, delayMs, hear, again, fault?.kind === 'crash after');
  }

  function carry(
    operation: Operation,
    delayMs: number,
    hear: (status: number, text: string, replayed: boolean) => void,
    again: () => void,
    crashes: boolean,
  ): void {
    world.at(delayMs, undefined, `request ${operation.number} arrives`, () => {
      const door = machines.reach('door');
      if (door === undefined) return again();
      lives.run(door.life, async () => {
        const response = await door.serve(requestOf(operation));
        const text = await response.text();
        const replayed = response.headers.get('idempotent-replayed') === 'true';
        answer(operation, () => hear(response.status, text, replayed));
      });
      if (crashes) world.at(chance.below(20), undefined, '', () => net.crash(door.life));
    });
  }

  function answer({ number }: Operation, hear: () => void): void {
    const fault = net.fault('door answer');
    if (fault?.kind === 'lost') return;
    const delayMs = fault?.kind === 'late' ? pauseMs(fault) : net.latencyMs();
    world.at(delayMs, undefined, `request ${number} is answered`, hear);
  }

  return {
    send(operations) {
      for (const operation of operations) {
        open.add(operation);
        world.at(operation.atMs, undefined, '', () => ask(operation, 1));
      }
    },
    waiting: () => open.size,
  };
}

function requestOf(operation: Operation): Request {
  const { path, body, key, waitMs, expectedVersion } = operation;
  const text = JSON.stringify(body);
  return new Request(`http://door${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${clientOf(operation)}`,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(text)),
      'idempotency-key': key,
      'x-request-id': commandOf(operation),
      prefer: waitMs === 0 ? 'respond-async' : `wait=${waitMs / 1000}`,
      ...(expectedVersion === undefined ? {} : { 'if-match': `"${expectedVersion}"` }),
    },
    body: text,
  });
}
