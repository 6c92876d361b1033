/** A client of the house's API as any other: every call has a time-out, and "later" is asked again a bounded number of times. */
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { type Operations, operations } from '#schema/client.generated.ts';
import { type AnyInput, requestFor } from '#shared/client/client.ts';
import { type Sending, send, waitMsOf } from '#shared/client/send.ts';
import type { Decided, Inputs, Route } from '#shared/client/types.ts';
import { Sorry } from './sorry.ts';

export interface Api {
  readonly url: string;
  /** A function of the house by its name; repeated with the same key until it is decided. */
  call<Name extends keyof Operations>(
    name: Name,
    ...inputs: Inputs<Operations[Name]>
  ): Promise<Decided<Operations[Name]>>;
  get<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>>;
  /** Repeated with the same key until it is decided, so it is done once. */
  post<S extends z.ZodType>(
    path: string,
    body: object,
    key: string,
    schema: S,
  ): Promise<z.output<S>>;
  /** A file. */
  postCsv<S extends z.ZodType>(
    path: string,
    text: string,
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

/** Who keeps a model of properties hears of one a moment after it was opened. */
export function isNotHeardOfYet(error: unknown): boolean {
  return error instanceof ApiRefusal && error.code === 'property_unknown';
}

const waits = {
  /** A request may wait 10 s for its decision and takes 20 s at most; then nobody answers any more. */
  timeoutMs: 30_000,
  /** "Later", "busy" and "pending": with the waits below, about two minutes in all. */
  attemptsMax: 12,
  /** Nobody there: long enough for a process that is just being replaced. */
  connectAttemptsMax: 4,
  firstWaitMs: 250,
  waitMsMax: 15_000,
} as const;

const sending: Sending = {
  ...waits,
  fetch: (input, init) => fetch(input, init),
  wait: (ms) => delay(ms),
};

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

export function apiClient(url: string, token: () => Promise<string>): Api {
  async function ask(route: Route, input: AnyInput): Promise<unknown> {
    const request = requestFor(route, input, { url, token });
    for (let attempt = 1; ; attempt += 1) {
      const sent = await send(request, sending);
      if ('failure' in sent)
        throw new Sorry(
          `Nothing answers at ${url}; start the house with "make run" or name another with --url.`,
        );
      const { response } = sent;
      const body: unknown = await response.json().catch(() => undefined);
      if (Pending.safeParse(body).success && attempt < waits.attemptsMax) {
        await delay(waitMsOf(attempt, sent, sending));
        continue;
      }
      if (!response.ok) throw refusalOf(response.status, body);
      return body;
    }
  }
  return {
    url,
    async call(name, ...inputs) {
      const body = await ask(operations[name], inputs[0] ?? {});
      // The door to the network: the contract, which is tested, says what the answer holds.
      return body as Decided<Operations[typeof name]>;
    },
    async get(path, schema) {
      return read(await ask({ method: 'GET', path, keyed: false }, {}), schema, path);
    },
    async post(path, body, idempotencyKey, schema) {
      const input = { body, headers: { idempotencyKey } };
      return read(await ask({ method: 'POST', path, keyed: true }, input), schema, path);
    },
    async postCsv(path, text, idempotencyKey, schema) {
      const input = { text: { mediaType: 'text/csv', text }, headers: { idempotencyKey } };
      return read(await ask({ method: 'POST', path, keyed: true }, input), schema, path);
    },
  };
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
