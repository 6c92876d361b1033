/**
 * Runs functions in this process: one or all of them. Starts what they need, answers health
 * probes, and stops in the order a platform expects: no new work, running work finished, then out.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { runConsumer } from '#shared/consume/consume.ts';
import { type Running, runRelay } from '#shared/consume/relay.ts';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import type { AnyHttp, Declaration } from '#shared/function/declare.ts';
import type { Engines } from '#shared/function/engines.ts';
import { functionApp } from '#shared/http/app.ts';

export interface RunOptions {
  readonly port: number;
  /** Loopback, unless a platform in front of it needs all addresses. */
  readonly hostname: string;
  /** Apps beside the functions' own, e.g. a broker's ingress, by path prefix. */
  readonly mounts?: Readonly<Record<string, Hono>>;
}

export interface RunningFunctions {
  readonly port: number;
  stop(): Promise<void>;
}

/** Above the keep-alive of the proxies in front, which would otherwise meet a closed connection. */
const keepAliveMs = 95_000;
/** A request's head and body must be here by then. */
const requestMs = 30_000;
const headersMs = 15_000;
/** Running requests get this long when the process is told to go; a platform kills it later than that. */
const drainMs = 25_000;

export async function runFunctions(
  declarations: readonly Declaration[],
  engines: Engines,
  options: RunOptions,
): Promise<RunningFunctions> {
  const health = { ready: false };
  const app = functionApp(declarations.filter(isHttp), engines);
  app.get('/healthz', (c) => c.text('ok'));
  app.get('/readyz', (c) => (health.ready ? c.text('ready') : c.text('not ready', 503)));
  for (const [path, mounted] of Object.entries(options.mounts ?? {}))
    app.mount(path, mounted.fetch);

  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: {
      keepAliveTimeout: keepAliveMs,
      requestTimeout: requestMs,
      headersTimeout: headersMs,
    },
  }) as Server;
  const port = await listen(server, options);
  const workers: Running[] = [];
  try {
    for (const declaration of declarations) {
      const worker = await startWorker(declaration, engines);
      if (worker !== undefined) workers.push(worker);
    }
  } catch (error) {
    await closeServer(server);
    await Promise.all(workers.map((worker) => worker.stop()));
    throw error;
  }
  health.ready = true;

  return {
    port,
    async stop() {
      health.ready = false;
      await closeServer(server);
      await Promise.all(workers.map((worker) => worker.stop()));
    },
  };
}

function isHttp(declaration: Declaration): declaration is AnyHttp {
  return declaration.kind === 'http';
}

async function startWorker(
  declaration: Declaration,
  engines: Engines,
): Promise<Running | undefined> {
  switch (declaration.kind) {
    case 'http':
    case 'subscriber':
      return undefined;
    case 'consumer':
      return runConsumer(declaration, engines);
    case 'relay':
      return runRelay(declaration, engines);
  }
}

function listen(server: Server, { port, hostname }: RunOptions): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once('error', (error: NodeJS.ErrnoException) => {
    reject(
      error.code === 'EADDRINUSE'
        ? new SetupProblem(
            `Port ${port} is in use; stop what listens there or choose another with PORT.`,
          )
        : error,
    );
  });
  server.listen(port, hostname, () => {
    const { port: bound } = server.address() as AddressInfo;
    resolve(bound);
  });
  return promise;
}

/** Stops accepting, lets requests finish within the drain time, then cuts what is left. */
async function closeServer(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeIdleConnections();
  // Connections that become idle while draining would keep it open until their keep-alive ends.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), drainMs);
  await promise;
  clearInterval(idle);
  clearTimeout(cut);
}
