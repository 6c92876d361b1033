/** Requests at a steady rate, whether answers come or not, and never one of them again. */
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export interface Sent {
  readonly method?: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Loaded {
  readonly sent: number;
  /** By status, or by the code of an error where no answer came. */
  readonly answers: Readonly<Record<string, number>>;
  /** What the first of each status but 2xx said, to see who said it. */
  readonly said: Readonly<Record<string, string>>;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

export interface LoadOptions {
  readonly ratePerSecond: number;
  readonly seconds: number;
  next(index: number): Sent;
  /** What a client does with an answer beside counting it. */
  answered?(index: number, status: string, body: string): void;
}

/** A client that waits longer has gone. */
const answerMsMax = 30_000;
const tickMs = 10;
const saidMax = 300;

export async function openLoad(options: LoadOptions): Promise<Loaded> {
  const { ratePerSecond, seconds, next, answered } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: 512 });
  const answers = new Map<string, number>();
  const said = new Map<string, string>();
  const tookMs: number[] = [];
  const open = new Set<Promise<void>>();
  const total = ratePerSecond * seconds;
  const startMs = performance.now();
  for (let sent = 0; sent < total; ) {
    const due = Math.min(total, ((performance.now() - startMs) / 1000) * ratePerSecond);
    for (; sent < due; sent += 1) {
      const [index, atMs] = [sent, performance.now()];
      const one = ask(next(index), agent).then(({ status, body }) => {
        answers.set(status, (answers.get(status) ?? 0) + 1);
        if (!status.startsWith('2') && !said.has(status)) said.set(status, body.slice(0, saidMax));
        tookMs.push(performance.now() - atMs);
        answered?.(index, status, body);
        open.delete(one);
      });
      open.add(one);
    }
    await pause(tickMs);
  }
  await Promise.all(open);
  agent.destroy();
  tookMs.sort((a, b) => a - b);
  return {
    sent: total,
    ...{ answers: Object.fromEntries(answers), said: Object.fromEntries(said) },
    ...{ p50Ms: at(tookMs, 0.5), p95Ms: at(tookMs, 0.95), p99Ms: at(tookMs, 0.99) },
  };
}

export function at(sorted: readonly number[], part: number): number {
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
}

export function ask(
  { method = 'GET', url, headers = {}, body }: Sent,
  agent?: Agent,
): Promise<{ status: string; body: string }> {
  const { promise, resolve } = Promise.withResolvers<{ status: string; body: string }>();
  const sent = request(url, { method, headers, timeout: answerMsMax, ...(agent ? { agent } : {}) });
  const failed = (error: NodeJS.ErrnoException): void =>
    resolve({ status: error.code ?? error.message, body: '' });
  sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
  sent.on('error', failed);
  sent.on('response', (response) => {
    const parts: Buffer[] = [];
    response.on('data', (part: Buffer) => parts.push(part));
    response.on('error', failed);
    response.on('end', () =>
      resolve({ status: String(response.statusCode), body: Buffer.concat(parts).toString() }),
    );
  });
  sent.end(body);
  return promise;
}
