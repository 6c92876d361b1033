/**
 * Answers Prometheus on a port of its own: no route leads there, and a scrape is no request that a
 * platform counts when it scales.
 */
import { createServer } from 'node:http';
import type { Engines } from '#shared/function/engines.ts';
import { readingsText } from '#shared/telemetry/readings.ts';
import { type Address, listen } from './listen.ts';
import type { Readings } from './readings.ts';

export interface MetricsServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Nobody sends a body; who is slower than this holds a connection for nothing. */
const limits = { requestTimeout: 10_000, headersTimeout: 5_000, keepAliveTimeout: 65_000 };

export async function serveMetrics(
  { telemetry }: Pick<Engines, 'telemetry'>,
  readings: Readings,
  address: Address,
): Promise<MetricsServer> {
  const server = createServer(limits, async (request, response) => {
    request.resume();
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    const text = telemetry.metrics() + readingsText(await readings());
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(text);
  });
  // A handful of scrapers; more is a mistake that must not take the process's sockets.
  server.maxConnections = 16;
  const port = await listen(server, address, 'METRICS_PORT');
  return {
    port,
    async stop() {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      server.closeAllConnections();
      await promise;
    },
  };
}
