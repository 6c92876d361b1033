/**
 * Makes load from a process of its own, so that its CPU is nobody else's: bookings over HTTP on
 * connections that stay open, as many at once as asked (closed loop) or at a steady rate (open
 * loop). Every answer is judged; a wrong one ends the run.
 */
import { Agent, type IncomingMessage, request } from 'node:http';
import { newKey } from '#shared/client/new-key.ts';
import { draws, stayRequest } from './stays.ts';

export interface Target {
  readonly path: string;
  readonly token: string;
}

export interface Job {
  readonly port: number;
  readonly targets: readonly Target[];
  /** One in so many requests goes to the first target, whose few rooms are soon gone; 0: none. */
  readonly scarceOneIn: number;
  readonly seed: number;
  readonly connections: number;
  readonly forMs: number;
  /** Requests begun per second; undefined: each connection begins one when its last is answered. */
  readonly perSecond?: number;
  readonly prefer?: string;
  /** What answers look like: a reservation, "pending", or the request's own body. */
  readonly expect: 'booked' | 'pending' | 'echo';
}

export interface Outcome {
  /** Answers that did what was asked, by what they were. */
  readonly good: number;
  /** Rightly refused for want of a room. */
  readonly refused: number;
  readonly elapsedMs: number;
  readonly cpuUs: number;
  readonly latencyMs: Readonly<Record<'p50' | 'p99' | 'p999' | 'max', number>>;
}

/** Longer than a server may take to answer at all. */
const requestMsMax = 20_000;
const confirmation = /^[34679ACDEFGHJKMNPQRTVWXY]{10}$/;

interface Answer {
  readonly status: number;
  readonly text: string;
}

function send(
  agent: Agent,
  port: number,
  target: Target,
  headers: object,
  body: string,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const sent = request(
    {
      ...{
        agent,
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: target.path,
        timeout: requestMsMax,
      },
      headers: {
        authorization: target.token,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...headers,
      },
    },
    (response: IncomingMessage) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    },
  );
  sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
  sent.on('error', reject);
  sent.end(body);
  return promise;
}

/** Whether it did what was asked; false: refused for want of a room. */
function judge({ status, text }: Answer, expect: Job['expect'], body: string): boolean {
  const wrong = (): never => {
    throw new Error(`a wrong answer: ${status} ${text.slice(0, 500)}`);
  };
  const said = JSON.parse(text);
  switch (expect) {
    case 'echo':
      return status === 200 && text === body ? true : wrong();
    case 'pending':
      return status === 202 && said.status === 'pending' && said.id !== undefined ? true : wrong();
    case 'booked': {
      if (status === 409 && said.type?.includes('no_room')) return false;
      const asked = JSON.parse(body);
      const right =
        status === 201 &&
        confirmation.test(said.confirmationNumber) &&
        said.arrival === asked.arrival &&
        said.departure === asked.departure &&
        said.rates.length === asked.rates.length &&
        said.guest.lastName === asked.guest.lastName;
      return right ? true : wrong();
    }
  }
}

async function run(job: Job, agent: Agent): Promise<Outcome> {
  const draw = draws(job.seed);
  const [scarce, ...others] = job.targets;
  if (scarce === undefined) throw new Error('nothing to send to');
  const plenty = others.length === 0 ? [scarce] : others;
  const latencies: number[] = [];
  let good = 0;
  let refused = 0;

  async function one(): Promise<void> {
    const toScarce = job.scarceOneIn > 0 && draw(job.scarceOneIn) === 0;
    const target = toScarce ? scarce : plenty[draw(plenty.length)];
    if (target === undefined) return;
    const body = JSON.stringify(stayRequest(draw));
    const headers = {
      'idempotency-key': newKey(),
      ...(job.prefer === undefined ? {} : { prefer: job.prefer }),
    };
    const startedMs = performance.now();
    const answer = await send(agent, job.port, target, headers, body);
    latencies.push(performance.now() - startedMs);
    if (judge(answer, job.expect, body)) good += 1;
    else refused += 1;
  }

  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  const untilMs = startedMs + job.forMs;
  if (job.perSecond === undefined) await closedLoop(job.connections, untilMs, one);
  else await openLoop(job.perSecond, untilMs, one);
  const elapsedMs = performance.now() - startedMs;
  const { user, system } = process.cpuUsage(cpu);
  latencies.sort((a, b) => a - b);
  const at = (part: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))] ?? Number.NaN;
  const latencyMs = { p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) };
  return { good, refused, elapsedMs, cpuUs: user + system, latencyMs };
}

async function closedLoop(
  connections: number,
  untilMs: number,
  one: () => Promise<void>,
): Promise<void> {
  const lanes = Array.from({ length: connections }, async () => {
    while (performance.now() < untilMs) await one();
  });
  await Promise.all(lanes);
}

/** Begins what is due every few milliseconds, whether or not what it began was answered. */
const beatMs = 4;

async function openLoop(
  perSecond: number,
  untilMs: number,
  one: () => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const { promise: over, resolve, reject } = Promise.withResolvers<void>();
  const startedMs = performance.now();
  let begun = 0;
  const beat = setInterval(() => {
    const nowMs = performance.now();
    if (nowMs >= untilMs) resolve();
    for (const due = ((nowMs - startedMs) * perSecond) / 1000; begun < due; begun += 1) {
      const each: Promise<void> = one().then(() => void running.delete(each));
      each.catch(reject);
      running.add(each);
    }
  }, beatMs);
  try {
    await over;
  } finally {
    // Before the last are waited for: what is begun later would be answered after the count.
    clearInterval(beat);
  }
  await Promise.all(running);
}

const agents = new Map<number, Agent>();

/**
 * Connections stay open from one job to the next. In an open loop, too, there are no more than asked, as behind a
 * gateway: a request that waits for one has begun, and its latency counts. Without a limit each pause of a server
 * becomes a storm of new connections, which cost it more than their requests.
 */
function agentOf({ port, connections }: Job): Agent {
  const agent = agents.get(port) ?? new Agent({ keepAlive: true });
  agent.maxSockets = connections;
  agents.set(port, agent);
  return agent;
}

process.on('message', (job: Job) => {
  run(job, agentOf(job)).then(
    (outcome) => process.send?.(outcome),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
