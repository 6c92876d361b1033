/** The last traces, so that a request can be found again and followed through the functions it woke. */
import { ListTraces, Traces, tracesPerAnswerMax } from '#schema/console.ts';
import { http } from '#shared/function/declare.ts';

export default http({
  context: 'console',
  name: 'list-traces',
  purpose: 'Lists the last traces, newest first.',
  route: 'GET /v1/traces',
  permission: 'traces:read',
  transaction: 'none',
  query: ListTraces,
  answers: { 200: Traces },
  scale: { rps: 20, replicasMin: 0, replicasMax: 2 },
  async handle({ query }, { house }) {
    const traces = await house.traces.recentTraces(query.limit ?? tracesPerAnswerMax);
    return { status: 200, body: { traces: traces.slice() } };
  },
});
