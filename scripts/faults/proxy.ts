/**
 * A TCP proxy that does to a connection what networks do: makes it slow, cuts it, lets it die
 * silently, loses one answer. It counts whom it struck, so that no fault passes for one that
 * never happened.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export type Fault =
  | { readonly kind: 'none' }
  /** Every piece arrives so much later. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** A connection ends by reset after so many bytes of answers. */
  | { readonly kind: 'cut_after'; readonly bytes: number }
  /** What is sent goes nowhere, and nobody is told. Such a connection never comes back. */
  | { readonly kind: 'half_open' }
  /** Every connection, those that stand and those that come. */
  | { readonly kind: 'reset' }
  /** Answers are read so slowly that their sender has to wait. */
  | { readonly kind: 'slow_reader'; readonly bytesPerSecond: number }
  /** Does its work, and nobody hears of it: the connection is reset when the answer comes. */
  | { readonly kind: 'lost_answer'; to(sent: Buffer): boolean; readonly oneIn: number }
  /** Of the same length, so that the protocol's frames stay whole. */
  | { readonly kind: 'rewritten'; rewrite(sent: Buffer): Buffer | undefined };

export interface TcpProxy {
  readonly port: number;
  /** How often the present fault has met a connection. */
  struck(): number;
  inflict(fault: Fault): void;
  /** Resets what stands, once; what comes is let through. */
  reset(): void;
  close(): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  answeredBytes: number;
  losing: boolean;
  /** It has swallowed something: letting it go on would tear a message apart. */
  dead: boolean;
}

/** `undefined` swallows the piece. */
type Treat = (piece: Buffer, pair: Pair) => Promise<Buffer | undefined> | Buffer | undefined;

export async function tcpProxy(target: { port: number }, listenOn = 0): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let fault: Fault = { kind: 'none' };
  let struck = 0;

  function end(pair: Pair): void {
    pair.client.resetAndDestroy();
    pair.server.resetAndDestroy();
  }

  function strike(): void {
    struck += 1;
  }

  const toServer: Treat = async (piece, pair) => {
    if (pair.dead) return undefined;
    switch (fault.kind) {
      case 'none':
      case 'cut_after':
      case 'slow_reader':
        return piece;
      case 'latency':
        strike();
        await delay(fault.ms);
        return piece;
      case 'half_open':
        pair.dead = true;
        strike();
        return undefined;
      case 'reset':
        end(pair);
        return undefined;
      case 'lost_answer':
        pair.losing ||= Math.random() * fault.oneIn < 1 && fault.to(piece);
        return piece;
      case 'rewritten': {
        const other = fault.rewrite(piece);
        if (other !== undefined) strike();
        return other ?? piece;
      }
    }
  };

  const toClient: Treat = async (piece, pair) => {
    if (pair.dead) return undefined;
    pair.answeredBytes += piece.length;
    if (pair.losing) {
      strike();
      end(pair);
      return undefined;
    }
    switch (fault.kind) {
      case 'none':
      case 'lost_answer':
      case 'rewritten':
        return piece;
      case 'latency':
        await delay(fault.ms);
        return piece;
      case 'cut_after':
        if (pair.answeredBytes < fault.bytes) return piece;
        strike();
        pair.client.write(piece.subarray(0, piece.length - (pair.answeredBytes - fault.bytes)));
        end(pair);
        return undefined;
      case 'half_open':
        pair.dead = true;
        strike();
        return undefined;
      case 'reset':
        end(pair);
        return undefined;
      case 'slow_reader':
        strike();
        await delay((piece.length / fault.bytesPerSecond) * 1000);
        return piece;
    }
  };

  /** One piece at a time, so that who sends more than is taken has to wait. */
  async function flow(from: Socket, to: Socket, pair: Pair, treat: Treat): Promise<void> {
    try {
      for await (const piece of from) {
        const treated = await treat(piece, pair);
        if (treated === undefined || to.destroyed) continue;
        if (!to.write(treated)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
      }
      if (!pair.dead) to.end();
    } catch {
      // Reset by one side: the other one is told in the same way.
      to.resetAndDestroy();
    }
  }

  const listener = createServer({ noDelay: true }, (client) => {
    const server = connect({ port: target.port, host: '127.0.0.1', noDelay: true });
    const pair: Pair = { client, server, answeredBytes: 0, losing: false, dead: false };
    for (const socket of [client, server]) socket.on('error', () => undefined);
    pairs.add(pair);
    if (fault.kind === 'reset') {
      strike();
      end(pair);
    }
    void Promise.all([
      flow(client, server, pair, toServer),
      flow(server, client, pair, toClient),
    ]).then(() => pairs.delete(pair));
  });
  listener.listen(listenOn, '127.0.0.1');
  await once(listener, 'listening');

  return {
    port: (listener.address() as AddressInfo).port,
    struck: () => struck,
    inflict(next) {
      fault = next;
      struck = 0;
      for (const pair of pairs) pair.answeredBytes = 0;
      if (next.kind !== 'reset') return;
      for (const pair of pairs) {
        strike();
        end(pair);
      }
    },
    reset() {
      for (const pair of pairs) end(pair);
    },
    async close() {
      const closed = once(listener, 'close');
      listener.close();
      for (const pair of pairs) end(pair);
      await closed;
    },
  };
}
