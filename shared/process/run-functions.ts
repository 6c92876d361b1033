/**
 * Runs functions in this process: one or all of them. Starts what they need, answers health
 * probes, and stops in the order a platform expects: no new work, running work finished, then out.
 */
import { createServer, type Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from 'hono';
import type { AnyHttp, Declaration } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import { functionApp } from '#shared/http/app.ts';
import { exchangeOf } from '#shared/http/exchange-of.ts';
import { nodeListener } from '#shared/http/node-listener.ts';
import { shedding } from '#shared/http/overload.ts';
import type { Broker } from '#shared/push/broker.ts';
import { brokerIngress } from '#shared/push/ingress.ts';
import { subscriberApp } from '#shared/push/subscriber-app.ts';
import { scheduleApp } from '#shared/schedule/schedule-app.ts';
import { listen } from './listen.ts';
import { type MetricsServer, serveMetrics } from './metrics-server.ts';
import { processName, readingsOf } from './readings.ts';
import { type Before, startWorkers } from './workers.ts';

export interface RunOptions {
  readonly port: number;
  /** Loopback, unless a platform in front of it needs all addresses. */
  readonly hostname: string;
  /**
   * The brokers this process runs: their triggers, the door for producers, and timers. None:
   * subscribers and schedules are only served.
   */
  readonly brokers?: readonly Broker[];
  readonly before?: Before | undefined;
  /** Requests that would be answered later than this are told to come back; none are when it is left out. */
  readonly answerMsMax?: number | undefined;
  /** Where Prometheus asks; nobody is answered when it is left out. */
  readonly metricsPort?: number | undefined;
}

export interface RunningFunctions {
  readonly port: number;
  readonly metricsPort: number | undefined;
  /**
   * Resolves when all of them work, which waits for engines that are away; rejects when that can
   * never be. Probes are answered from the beginning.
   */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

/** Above the keep-alive of the proxies in front, which would otherwise meet a closed connection. */
const keepAliveMs = 95_000;
/** A request's head and body must be here by then. */
const requestMs = 30_000;
const headersMs = 15_000;
/** Running requests get this long when the process is told to go; a platform kills it later than that. */
const drainMs = 25_000;
/** How often connections that became idle are looked for. */
const idleLookMs = 50;
/** What was sent before the process was told to go lies in the kernel for some turns of the event loop at most. */
const sentBeforeMs = 50;

export async function runFunctions(
  declarations: readonly Declaration[],
  engines: Engines,
  options: RunOptions,
): Promise<RunningFunctions> {
  const health = { ready: false };
  const app = functionApp(declarations.filter(isHttp), engines);
  app.get('/healthz', (c) => said(c, 200, 'ok'));
  app.get('/readyz', (c) => (health.ready ? said(c, 200, 'ready') : said(c, 503, 'not ready')));
  const brokers = options.brokers ?? [];
  if (brokers.length > 0) app.route('/', brokerIngress(engines, brokers));
  else
    for (const each of declarations) {
      if (each.kind === 'subscriber') app.route('/', subscriberApp(each, engines));
      if (each.kind === 'schedule') app.route('/', scheduleApp(each, engines));
    }

  const limits = {
    keepAliveTimeout: keepAliveMs,
    requestTimeout: requestMs,
    headersTimeout: headersMs,
  };
  const listener = nodeListener(app);
  const { answerMsMax } = options;
  const shed = { function: processName(declarations) };
  engines.telemetry.count('serai_shed_total', shed, 0);
  const onShed = (): void => engines.telemetry.count('serai_shed_total', shed);
  const server = createServer(
    limits,
    answerMsMax === undefined ? listener : shedding(listener, { answerMsMax, onShed }),
  );
  const metrics = await metricsOf(declarations, engines, options);
  const port = await listen(server, options).catch(async (error: unknown) => {
    await metrics?.stop();
    throw error;
  });
  const workers = startWorkers(declarations, engines, brokers, options.before);
  const ready = workers.started.then(() => {
    health.ready = true;
  });
  // Whoever awaits it hears of a failure; nobody has to.
  ready.catch(() => undefined);

  return {
    port,
    metricsPort: metrics?.port,
    ready,
    async stop() {
      // Requests that run may wait for what a worker of this process decides: workers go last.
      await closeServer(server);
      await workers.stop();
      await metrics?.stop();
    },
  };
}

async function metricsOf(
  declarations: readonly Declaration[],
  engines: Engines,
  { metricsPort, hostname, brokers = [] }: RunOptions,
): Promise<MetricsServer | undefined> {
  if (metricsPort === undefined) return undefined;
  const readings = readingsOf(declarations, engines, brokers);
  return serveMetrics(engines, readings, { port: metricsPort, hostname });
}

function said(c: Context, status: number, body: string): Response {
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  return exchangeOf(c).send({ status, headers, body });
}

function isHttp(declaration: Declaration): declaration is AnyHttp {
  return declaration.kind === 'http';
}

/** Stops accepting, lets requests finish within the drain time, then cuts what is left. */
async function closeServer(server: Server): Promise<void> {
  // A connection whose request has not been read yet looks idle, and one not yet accepted is cut with the port.
  await delay(sentBeforeMs);
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeIdleConnections();
  // Connections that become idle while draining would keep it open until their keep-alive ends.
  const idle = setInterval(() => server.closeIdleConnections(), idleLookMs);
  const cut = setTimeout(() => server.closeAllConnections(), drainMs);
  await promise;
  clearInterval(idle);
  clearTimeout(cut);
}
