/** Requests to the house's own API: every outcome is one of three kinds, so no caller forgets one. */
/** What one field is refused for: a JSON Pointer into the body, and why. */
interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

export interface Problem {
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** Of a refusal about nights. */
  readonly nights?: readonly string[];
}

export type Answer<Body> =
  | {
      readonly kind: 'done';
      readonly status: number;
      readonly body: Body;
      readonly traceId: string;
      readonly location: string | null;
    }
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly problem: Problem;
      readonly traceId: string;
    }
  /** No answer, or one that does not tell whether it was done. */
  | { readonly kind: 'unknown'; readonly traceId: string };

export interface Request {
  readonly method?: 'GET' | 'POST';
  readonly token?: string | undefined;
  readonly body?: object;
  readonly key?: string;
  readonly version?: number;
}

/** The house itself answers within 10 s; more is a connection that was lost. */
const answerMsMax = 15_000;

export async function request<Body>(path: string, options: Request = {}): Promise<Answer<Body>> {
  const { method = 'GET', body } = options;
  try {
    const response = await fetch(path, {
      method,
      headers: headersOf(options),
      signal: AbortSignal.timeout(answerMsMax),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const traceId = response.headers.get('x-trace-id') ?? '';
    if (response.ok) {
      const location = response.headers.get('location');
      return {
        kind: 'done',
        status: response.status,
        body: await response.json(),
        traceId,
        location,
      };
    }
    if (response.status >= 500) return { kind: 'unknown', traceId };
    return { kind: 'refused', status: response.status, problem: await response.json(), traceId };
  } catch {
    // No connection, no answer in time, or one that was cut.
    return { kind: 'unknown', traceId: '' };
  }
}

/**
 * The page reads all the time. Its reading is kept out of the traces by a parent that is not
 * sampled, so that they show what people did.
 */
export function unseen(): { readonly traceparent: string } {
  const hex = crypto.randomUUID().replaceAll('-', '');
  return { traceparent: `00-${hex}-${hex.slice(0, 16)}-00` };
}

function headersOf({ token, body, key, version, method }: Request): Record<string, string> {
  return {
    ...(method === 'POST' ? {} : unseen()),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(key === undefined ? {} : { 'idempotency-key': key }),
    ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
  };
}

/** A command that was taken but not decided is asked about this often, for this long. */
const askAgainMs = 1_000;
const askTimesMax = 20;

/** Sends a command and waits until it is decided. */
export async function command<Body extends object>(
  path: string,
  options: Request & { readonly key: string },
): Promise<Answer<Body>> {
  const first = await request<Body>(path, { method: 'POST', ...options });
  if (first.kind !== 'done' || first.status !== 202 || first.location === null) return first;
  for (let asked = 0; asked < askTimesMax; asked += 1) {
    await new Promise((resolve) => setTimeout(resolve, askAgainMs));
    const { location, traceId } = first;
    const answer = await request<Body>(location, { token: options.token });
    const pending =
      answer.kind === 'done' && 'status' in answer.body && answer.body.status === 'pending';
    if (!pending && answer.kind !== 'unknown') return { ...answer, traceId };
  }
  return { kind: 'unknown', traceId: first.traceId };
}

export function sentence({ title, detail, nights }: Problem): string {
  const missing = nights === undefined || nights.length === 0 ? '' : `: ${nights.join(', ')}`;
  return `${title}${missing}${detail === undefined ? '' : ` (${detail})`}.`;
}
