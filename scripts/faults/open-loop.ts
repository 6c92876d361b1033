/**
 * Offers requests at a rate that does not care for answers, over kept connections and as cheaply as
 * a socket allows. Latency counts from the moment a request was due, so waiting for a free
 * connection is part of it.
 */
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type HttpAnswer, httpAnswers } from './http-answers.ts';

export interface Offer {
  readonly port: number;
  readonly ratePerSecond: number;
  readonly forMs: number;
  /** One request, head and body. */
  next(): Buffer;
}

export interface Heard extends HttpAnswer {
  /** Which request, in the order of `next`. */
  readonly request: number;
  readonly latencyMs: number;
  /** Since the offer began. */
  readonly atMs: number;
}

export interface Offered {
  readonly heard: readonly Heard[];
  /** Requests whose connection broke, or that nobody had answered when the patience was over. */
  readonly unheard: readonly number[];
}

const connectionsMax = 1_500;
const tickMs = 2;
/** After the last request was due. */
const patienceMs = 15_000;

interface Due {
  readonly request: number;
  readonly dueMs: number;
  readonly bytes: Buffer;
}

export async function offer({ port, ratePerSecond, forMs, next }: Offer): Promise<Offered> {
  const heard: Heard[] = [];
  const unheard: number[] = [];
  const idle: Socket[] = [];
  const waiting: Due[] = [];
  const current = new Map<Socket, Due>();
  const startedMs = performance.now();
  let connections = 0;

  function begin(due: Due): void {
    const socket = idle.pop() ?? (connections < connectionsMax ? open() : undefined);
    if (socket === undefined) waiting.push(due);
    else send(socket, due);
  }

  function send(socket: Socket, due: Due): void {
    current.set(socket, due);
    socket.write(due.bytes);
  }

  function open(): Socket {
    connections += 1;
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const answers = httpAnswers((answer) => {
      const due = current.get(socket);
      if (due === undefined) return;
      current.delete(socket);
      const nowMs = performance.now();
      const { request, dueMs } = due;
      heard.push({ ...answer, request, latencyMs: nowMs - dueMs, atMs: nowMs - startedMs });
      const after = waiting.shift();
      if (after === undefined) idle.push(socket);
      else send(socket, after);
    });
    socket.on('data', answers);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      connections -= 1;
      const due = current.get(socket);
      if (due !== undefined) unheard.push(due.request);
      current.delete(socket);
      const at = idle.indexOf(socket);
      if (at !== -1) idle.splice(at, 1);
    });
    return socket;
  }

  let sent = 0;
  for (let atMs = 0; atMs < forMs; atMs = performance.now() - startedMs) {
    for (; sent < (atMs / 1000) * ratePerSecond; sent += 1)
      begin({
        request: sent,
        dueMs: startedMs + (sent / ratePerSecond) * 1000,
        bytes: next(),
      });
    await delay(tickMs);
  }
  const deadlineMs = performance.now() + patienceMs;
  while (current.size + waiting.length > 0 && performance.now() < deadlineMs) await delay(tickMs);
  unheard.push(...waiting.map(({ request }) => request));
  for (const socket of [...idle, ...current.keys()]) socket.destroy();
  unheard.push(...[...current.values()].map(({ request }) => request));
  current.clear();
  return { heard, unheard };
}
