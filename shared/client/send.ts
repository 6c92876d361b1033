/** One request until it is answered: each try has a time-out, "later" is asked again a bounded number of times. */

export interface Sending {
  readonly fetch: typeof fetch;
  /** Of one try. */
  readonly timeoutMs: number;
  readonly attemptsMax: number;
  /** While nobody answers at all. */
  readonly connectAttemptsMax: number;
  readonly firstWaitMs: number;
  /** More than a server asks for is waited for by nobody. */
  readonly waitMsMax: number;
  wait(ms: number): Promise<void>;
}

/** A server takes 10 s to decide and 20 s at most; four tries are some seconds of "later" or of a restart. */
export const patience = {
  timeoutMs: 30_000,
  attemptsMax: 4,
  connectAttemptsMax: 4,
  firstWaitMs: 250,
  waitMsMax: 15_000,
} as const;

export interface Request {
  readonly url: URL | string;
  readonly method: string;
  /** Made for each try: a token may end while "later" is waited for. */
  headers(): Promise<Readonly<Record<string, string>>>;
  readonly body?: string;
  /** Whether it can be sent twice and is done once. */
  readonly repeatable: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** The last answer, or why there was none. */
export type Sent = { readonly response: Response } | { readonly failure: string };

export async function send(request: Request, sending: Sending): Promise<Sent> {
  for (let attempt = 1; ; attempt += 1) {
    const sent = await tryOnce(request, sending);
    const triesMax = 'failure' in sent ? sending.connectAttemptsMax : sending.attemptsMax;
    const again = attempt < triesMax && request.signal?.aborted !== true;
    if (!again || !isWorthRepeating(sent, request)) return sent;
    await sending.wait(waitMsOf(attempt, sent, sending));
    if ('response' in sent) await sent.response.body?.cancel();
  }
}

async function tryOnce(request: Request, { fetch, timeoutMs }: Sending): Promise<Sent> {
  const { url, method, body, signal } = request;
  const headers = await request.headers();
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method,
      headers,
      signal: signal === undefined ? late : AbortSignal.any([signal, late]),
      ...(body === undefined ? {} : { body }),
    });
    return { response };
  } catch (error) {
    // fetch says every failure of the network, a time-out among them, with an exception.
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

function isWorthRepeating(sent: Sent, { repeatable }: Request): boolean {
  if ('failure' in sent) return repeatable;
  // 429 is said before anything is done; after 503 it may have been.
  return sent.response.status === 429 || (repeatable && sent.response.status === 503);
}

/** As long as the server says, or ever longer. */
export function waitMsOf(attempt: number, sent: Sent, { firstWaitMs, waitMsMax }: Sending): number {
  const wanted = 'response' in sent ? sent.response.headers.get('retry-after') : null;
  const seconds = wanted === null ? Number.NaN : Number(wanted);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : firstWaitMs * 2 ** (attempt - 1);
  return Math.min(Math.max(ms, 0), waitMsMax);
}
