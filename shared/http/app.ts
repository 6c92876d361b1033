/**
 * Turns `http` declarations into a Hono app. One fused handler per function does everything the
 * declaration asks for, in one order: who, may they, how often, what, once.
 */
import { type Context, Hono } from 'hono';
import { RegExpRouter } from 'hono/router/reg-exp-router';
import { commandId, fingerprintOf } from '#shared/commands/command.ts';
import type { Doer } from '#shared/events/cause.ts';
import type { AnyHttp, Streamed } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import { toolsWithoutTransaction } from '#shared/function/none-tools.ts';
import { alwaysOf, type HttpTools, type Transaction } from '#shared/function/tools.ts';
import { within } from '#shared/process/deadline.ts';
import { inOnePiece } from '#shared/text.ts';
import { admit } from './admit.ts';
import { type Compiled, compileDeclaration } from './compile.ts';
import type { Answer, Exchange, HeaderValues } from './exchange.ts';
import { exchangeOf } from './exchange-of.ts';
import { failureOf } from './failure.ts';
import type { RuntimeRefusal } from './problems.ts';
import { readQuery } from './query.ts';
import {
  addressOf,
  bodyText,
  expectedVersionOf,
  header,
  idempotencyKeyOf,
  invalid,
  parseJson,
  refuseNul,
  waitMsOf,
} from './request.ts';
import { type Answered, problemAnswer, respond, type Shown, streamAnswer } from './respond.ts';
import { writeOnce } from './write.ts';

/** A request that takes longer than the longest wait and its work is stuck, not slow. */
const handlerMsMax = 20_000;
/** What one process works on at once; beyond it callers are told to come back, instead of all being slow. */
const runningMax = 2_000;

export function functionApp(declarations: readonly AnyHttp[], engines: Engines): Hono {
  // One expression for all paths. Hono itself would quietly take a slower way for paths it cannot say in one.
  const app = new Hono({ router: new RegExpRouter() });
  const load = { running: 0 };
  const methods = new Set<string>();
  for (const declaration of declarations) {
    const compiled = compileDeclaration(declaration);
    methods.add(compiled.method);
    app.on(compiled.method, compiled.path, (c) => serve(c, compiled, engines, load));
  }
  app.notFound((c) => {
    // Looked up only here: a second handler on every path would cost each request a chain of two.
    const allowed = [...methods].filter((one) => app.router.match(one, c.req.path)[0].length > 0);
    return unrouted(
      c,
      engines,
      allowed.length === 0
        ? { code: 'not_found' }
        : { code: 'method_not_allowed', headers: { allow: allowed.join(', ') } },
    );
  });
  return app;
}

function unrouted(c: Context, engines: Engines, refusal: RuntimeRefusal): Response {
  const exchange = exchangeOf(c);
  const { headers } = exchange;
  const span = engines.telemetry.span('unrouted', 'server', header(headers, 'traceparent'));
  span.end();
  const shown = { requestId: requestIdOf(headers, engines), traceparent: span.traceparent };
  return exchange.send(problemAnswer(refusal, shown));
}

async function serve(
  c: Context,
  compiled: Compiled,
  engines: Engines,
  load: { running: number },
): Promise<Response> {
  const { declaration } = compiled;
  const exchange = exchangeOf(c);
  const { headers } = exchange;
  const span = engines.telemetry.span(declaration.name, 'server', header(headers, 'traceparent'));
  const shown: Shown = { requestId: requestIdOf(headers, engines), traceparent: span.traceparent };
  const startedMs = performance.now();
  load.running += 1;
  let answered: Answer;
  try {
    answered =
      load.running > runningMax
        ? problemAnswer({ code: 'busy', retryAfterSeconds: 1 }, shown)
        : await within(handlerMsMax, answer(c, exchange, compiled, engines, shown));
  } catch (error) {
    answered = problemAnswer(failureOf(error, engines.logger, declaration.name, shown), shown);
  } finally {
    load.running -= 1;
  }
  const { status } = answered;
  span.attribute('http.response.status_code', status);
  span.end(status >= 500 ? 'error' : 'ok');
  engines.telemetry.observe(
    'serai_function_seconds',
    { function: declaration.name, status: String(status) },
    (performance.now() - startedMs) / 1000,
  );
  return exchange.send(answered);
}

function requestIdOf(headers: HeaderValues, engines: Engines): string {
  const given = header(headers, 'x-request-id');
  return given !== undefined && /^[\w.:-]{1,100}$/.test(given) ? given : engines.ids.next();
}

async function answer(
  c: Context,
  exchange: Exchange,
  compiled: Compiled,
  engines: Engines,
  everyones: Shown,
): Promise<Answer> {
  const { declaration } = compiled;
  const { headers } = exchange;
  const params = paramsOf(c);
  const address = addressOf(exchange, engines.trustedHops);
  const admitted = await admit(engines, declaration, headers, params, address);
  if ('code' in admitted) return problemAnswer(admitted, everyones);
  const { principal } = admitted;
  const shown =
    admitted.headers === undefined ? everyones : { ...everyones, headers: admitted.headers };
  const nul = refuseNul(c.req.url);
  if (nul !== undefined) return problemAnswer(nul, shown);

  const parsedParams = compiled.params?.safeParse(params);
  if (parsedParams?.success === false) {
    // A path that names nothing is a path that is not there.
    return problemAnswer(
      { ...invalid(parsedParams.error.issues, '/path'), code: 'not_found' },
      shown,
    );
  }
  const parsedQuery = compiled.query?.safeParse(readQuery(c.req.queries()));
  if (parsedQuery?.success === false)
    return problemAnswer(invalid(parsedQuery.error.issues, '/query'), shown);

  const idempotencyKey = idempotencyKeyOf(headers, compiled.keyRequired);
  if (typeof idempotencyKey === 'object') return problemAnswer(idempotencyKey, shown);
  const expectedVersion = expectedVersionOf(headers);
  if (typeof expectedVersion === 'object') return problemAnswer(expectedVersion, shown);

  let body: unknown;
  let read = '';
  if (declaration.textBody !== undefined) {
    const text = await bodyText(exchange, compiled.bodyBytesMax, declaration.textBody.mediaType);
    if (typeof text !== 'string') return problemAnswer(text, shown);
    read = text;
  } else if (compiled.body !== undefined) {
    const text = await bodyText(exchange, compiled.bodyBytesMax, 'application/json');
    if (typeof text !== 'string') return problemAnswer(text, shown);
    const json = parseJson(text);
    if ('code' in json) return problemAnswer(json, shown);
    const parsed = compiled.body.safeParse(json.value);
    if (!parsed.success) return problemAnswer(invalid(parsed.error.issues, ''), shown);
    body = parsed.data;
  }

  const input = {
    params: parsedParams?.data,
    query: parsedQuery?.data,
    body,
    text: read,
    principal,
    request: {
      id: shown.requestId,
      method: compiled.method,
      path: compiled.pathOf(parsedParams?.data),
      idempotencyKey,
      expectedVersion,
      waitMs: waitMsOf(headers),
      traceparent: shown.traceparent,
      clientAddress: address,
      signal: () => exchange.signal(),
    },
  };
  const answered = await run(compiled, engineOf(engines, declaration, input, params), input);
  if ('stream' in answered) return streamAnswer(answered, shown);
  return respond(compiled, answered, shown, header(headers, 'if-none-match'));
}

/** In one piece each, for they go on into commands and answers. */
function paramsOf(c: Context): Record<string, string> {
  const given: Readonly<Record<string, string>> = c.req.param();
  const params: Record<string, string> = {};
  for (const name in given) params[name] = inOnePiece(given[name] ?? '');
  return params;
}

type Input = Parameters<AnyHttp['handle']>[0];

function tenantOf(declaration: AnyHttp, input: Input): string {
  return declaration.tenantOf?.(input) ?? input.principal.tenantId;
}

function doerOf({ principal, request }: Input): Doer {
  return {
    actor: { kind: principal.kind, id: principal.subject },
    clientAddress: request.clientAddress,
  };
}

/** Those of the database that has what the request is about. */
function engineOf(
  engines: Engines,
  { context, scope, keyOf }: AnyHttp,
  input: Input,
  params: Readonly<Record<string, string>>,
): Engines {
  if (engines.shards === undefined) return engines;
  return engines.shards.of(context, keyOf?.(input) ?? params[scope ?? '']);
}

/** Runs the handler inside the transaction it declared. Not `async`: every request that waits would hold one promise more. */
function run(
  compiled: Compiled,
  engines: Engines,
  input: Input,
): Promise<Answered | Streamed> | Answered | Streamed {
  const { declaration } = compiled;
  const handle = (tools: HttpTools<Transaction>) => declaration.handle(input, tools);
  switch (declaration.transaction) {
    case 'none':
      return handle(toolsWithoutTransaction(engines, declaration.context));
    case 'read':
      return engines
        .database(declaration.context)
        .read([tenantOf(declaration, input)], async (sql) => handle({ ...alwaysOf(engines), sql }));
    case 'write':
      return runWrite(compiled, engines, input, handle);
  }
}

async function runWrite(
  compiled: Compiled,
  engines: Engines,
  input: Input,
  handle: (tools: HttpTools<Transaction>) => Promise<Answered | Streamed> | Answered | Streamed,
): Promise<Answered> {
  const { request, principal } = input;
  const identity = {
    tenantId: principal.tenantId,
    client: principal.client,
    method: request.method,
    path: request.path,
  };
  const requestId =
    request.idempotencyKey === undefined
      ? undefined
      : commandId({ ...identity, idempotencyKey: request.idempotencyKey });
  const written = await writeOnce<Answered>(
    engines,
    {
      declaration: compiled.declaration,
      tenantId: tenantOf(compiled.declaration, input),
      askerTenantId: principal.tenantId,
      requestId,
      fingerprint: fingerprintOf(JSON.stringify(input.body ?? (input.text || null))),
      traceparent: request.traceparent,
      by: doerOf(input),
    },
    async (sql, { emit, tell }) => {
      const answered = await handle({
        ...alwaysOf(engines),
        ...{ sql, emit, tell },
        derivedId: requestId ?? engines.ids.next(),
      });
      if ('stream' in answered)
        throw new Error(`${compiled.declaration.name} writes, so it cannot stream`);
      return answered;
    },
  );
  return 'reused' in written ? { refusal: 'idempotency_key_reused' } : written.answer;
}
