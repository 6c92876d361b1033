/** A client of the house's API as any other: every call has a time-out, and "later" is asked again a bounded number of times. */
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { Sorry } from './sorry.ts';

export interface Api {
  readonly url: string;
  get<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>>;
  /** Repeated with the same key until it is decided, so it is done once. */
  post<S extends z.ZodType>(
    path: string,
    body: object,
    key: string,
    schema: S,
  ): Promise<z.output<S>>;
}

/** The API said no, and why. */
export class ApiRefusal extends Sorry {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, sentence: string) {
    super(sentence);
    this.status = status;
    this.code = code;
  }
}

/** A request may wait 10 s for its decision and takes 20 s at most; then nobody answers any more. */
const requestTimeoutMs = 30_000;
/** "Later", "busy" and "pending": with the waits below, about two minutes in all. */
const attemptsMax = 12;
/** Nobody there: long enough for a process that is just being replaced. */
const connectAttemptsMax = 4;
const firstWaitMs = 250;
const waitMsMax = 15_000;

const Problem = z.object({
  code: z.string().catch('unknown'),
  title: z.string().catch(''),
  detail: z.string().optional().catch(undefined),
  errors: z
    .array(z.object({ pointer: z.string(), detail: z.string() }))
    .optional()
    .catch(undefined),
});

const noProblem = { code: 'unknown', title: '', detail: undefined, errors: undefined };

/** Taken, and not decided yet: the same request with the same key will tell. */
const Pending = z.object({ status: z.literal('pending') });

interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export function apiClient(url: string, token: () => Promise<string>): Api {
  async function ask<S extends z.ZodType>(asked: Asked, schema: S): Promise<z.output<S>> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await send(url, asked, await token());
      if (answer === 'nobody') {
        if (attempt < connectAttemptsMax) await delay(waitMsOf(attempt, null));
        else
          throw new Sorry(
            `Nothing answers at ${url}; start the house with "make run" or name another with --url.`,
          );
        continue;
      }
      const body: unknown = await answer.json().catch(() => undefined);
      const later =
        answer.status === 503 || answer.status === 429 || Pending.safeParse(body).success;
      if (later && attempt < attemptsMax) {
        await delay(waitMsOf(attempt, answer.headers.get('retry-after')));
        continue;
      }
      if (!answer.ok) throw refusalOf(answer.status, body);
      return read(body, schema, asked.path);
    }
  }
  return {
    url,
    get: (path, schema) => ask({ method: 'GET', path, headers: {} }, schema),
    post: (path, body, key, schema) =>
      ask(
        {
          method: 'POST',
          path,
          headers: { 'content-type': 'application/json', 'idempotency-key': key },
          body: JSON.stringify(body),
        },
        schema,
      ),
  };
}

async function send(url: string, asked: Asked, token: string): Promise<Response | 'nobody'> {
  try {
    return await fetch(new URL(asked.path, url), {
      method: asked.method,
      headers: {
        ...asked.headers,
        accept: 'application/json, application/problem+json',
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      },
      signal: AbortSignal.timeout(requestTimeoutMs),
      ...(asked.body === undefined ? {} : { body: asked.body }),
    });
  } catch {
    // fetch says every failure of the network, a time-out among them, with an exception.
    return 'nobody';
  }
}

function waitMsOf(attempt: number, retryAfter: string | null): number {
  const seconds = Number(retryAfter ?? Number.NaN);
  const wantedMs = Number.isFinite(seconds) ? seconds * 1000 : firstWaitMs * 2 ** (attempt - 1);
  return Math.min(wantedMs, waitMsMax);
}

function read<S extends z.ZodType>(body: unknown, schema: S, path: string): z.output<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined ? '' : ` (${issue.path.join('/')}: ${issue.message})`;
  throw new Sorry(`The answer to ${path} is not what this version understands${where}.`);
}

function refusalOf(status: number, body: unknown): ApiRefusal {
  const { code, title, detail, errors } = Problem.catch(noProblem).parse(body);
  const first = errors?.[0];
  const why = [
    title || `The answer was ${status}`,
    detail,
    first && `${first.pointer} ${first.detail}`,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(': ');
  return new ApiRefusal(status, code, `${why} (${code}).`);
}
