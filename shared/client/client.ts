/**
 * A client of an API by the names of its functions, for Node and browsers: what goes in and what
 * comes out has the types of the declarations, and every outcome is a value.
 */
import { newKey } from './new-key.ts';
import { patience, type Request, type Sending, send } from './send.ts';
import type {
  CallHeaders,
  Facts,
  Inputs,
  OperationTypes,
  Outcome,
  ProblemDocument,
  Route,
} from './types.ts';

export interface ClientOptions extends Partial<Sending> {
  /** Where the API is; in a browser, where the page is, when empty. */
  readonly url: string;
  /** Asked for each call; without one a call goes as nobody. */
  token?(): Promise<string | undefined> | string | undefined;
  newKey?(): string;
  /** Go with each call, unless it says otherwise. */
  headers?(route: Route): CallHeaders;
}

export interface Client<Operations extends { [Name in keyof Operations]: OperationTypes }> {
  call<Name extends keyof Operations & string>(
    name: Name,
    ...inputs: Inputs<Operations[Name]>
  ): Promise<Outcome<Operations[Name]>>;
}

/** What any call is given. */
export interface AnyInput {
  readonly params?: object | undefined;
  readonly query?: object | undefined;
  readonly body?: unknown;
  /** Instead of a JSON body: a file. */
  readonly text?: { readonly mediaType: string; readonly text: string } | undefined;
  readonly headers?: CallHeaders | undefined;
  readonly repeatable?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export function createClient<Operations extends { [Name in keyof Operations]: OperationTypes }>(
  routes: Readonly<Record<keyof Operations, Route>>,
  options: ClientOptions,
): Client<Operations> {
  const sending: Sending = {
    ...patience,
    fetch: (input, init) => fetch(input, init),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    ...options,
  };
  return {
    async call(name, ...inputs) {
      const sent = await send(requestFor(routes[name], inputs[0] ?? {}, options), sending);
      const outcome = 'failure' in sent ? unknown(sent.failure) : await read(sent.response);
      // The door to the network: the contract, which is tested, says what the answer holds.
      return outcome as Outcome<Operations[typeof name]>;
    },
  };
}

/** The request of a call, with one key for all its tries. */
export function requestFor(
  route: Route,
  input: AnyInput,
  options: Pick<ClientOptions, 'url' | 'token' | 'newKey' | 'headers'>,
): Request {
  const { signal } = input;
  const body = bodyOf(input);
  const given = { ...options.headers?.(route), ...input.headers };
  const key = given.idempotencyKey ?? (options.newKey ?? newKey)();
  const fixed: Record<string, string> = {
    accept: 'application/json, application/problem+json',
    ...(body === undefined ? {} : { 'content-type': body.mediaType }),
    ...(route.keyed ? { 'idempotency-key': key } : {}),
    ...(given.ifMatch === undefined ? {} : { 'if-match': `"${given.ifMatch}"` }),
    ...(given.prefer === undefined ? {} : { prefer: given.prefer }),
    ...(given.traceparent === undefined ? {} : { traceparent: given.traceparent }),
  };
  return {
    url: addressOf(options.url, route, input),
    method: route.method,
    async headers() {
      const token = await options.token?.();
      return token === undefined || token === ''
        ? fixed
        : { ...fixed, authorization: `Bearer ${token}` };
    },
    ...(body === undefined ? {} : { body: body.text }),
    repeatable: input.repeatable ?? (route.keyed || route.method !== 'POST'),
    signal,
  };
}

function bodyOf({ body, text }: AnyInput): AnyInput['text'] {
  if (text !== undefined || body === undefined) return text;
  return { mediaType: 'application/json', text: JSON.stringify(body) };
}

function addressOf(url: string, { path, method }: Route, { params, query }: AnyInput): string {
  const given = new Map<string, unknown>(Object.entries(params ?? {}));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const value = given.get(name);
    if (value === undefined || value === '') throw new Error(`${method} ${path} needs ${name}`);
    return encodeURIComponent(String(value));
  });
  const asked = Object.entries(query ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  const search = asked.length === 0 ? '' : `?${new URLSearchParams(asked)}`;
  return `${url.replace(/\/$/, '')}${filled}${search}`;
}

function unknown(reason: string): { kind: 'unknown'; reason: string } {
  return { kind: 'unknown', reason };
}

async function read(response: Response): Promise<unknown> {
  const { status } = response;
  const facts = factsOf(response.headers);
  const text = await response.text().catch(() => undefined);
  if (text === undefined) return unknown('the answer broke off');
  const body = text === '' ? null : parsed(text);
  if (body === undefined) return unknown(`an answer with status ${status} that is not JSON`);
  if (response.ok) return { kind: 'done', status, body, facts };
  if (!isProblem(body)) return unknown(`an answer with status ${status} that is no problem`);
  return { kind: 'refused', status, problem: body, facts };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not from the API: a proxy's page, or half an answer.
    return undefined;
  }
}

function isProblem(body: unknown): body is ProblemDocument<string> {
  return (
    typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string'
  );
}

function factsOf(headers: Headers): Facts {
  const location = headers.get('location');
  const version = /^"(\d+)"$/.exec(headers.get('etag') ?? '')?.[1];
  return {
    requestId: headers.get('x-request-id') ?? '',
    traceId: headers.get('x-trace-id') ?? '',
    ...(location === null ? {} : { location }),
    ...(version === undefined ? {} : { version: Number(version) }),
    replayed: headers.get('idempotent-replayed') === 'true',
  };
}
