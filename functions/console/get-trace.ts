/** One trace whole: which functions a request woke, when, and for how long. */
import { TraceParams, TraceSpans } from '#schema/console.ts';
import { http, refuse } from '#shared/function/declare.ts';
import type { SpanRow } from '#shared/telemetry/telemetry.ts';

export default http({
  context: 'console',
  name: 'get-trace',
  purpose: 'Gives the spans of one trace, by their start.',
  route: 'GET /v1/traces/{traceId}',
  permission: 'traces:read',
  transaction: 'none',
  params: TraceParams,
  answers: { 200: TraceSpans, 404: ['trace_unknown'] },
  problems: {
    trace_unknown: {
      status: 404,
      title: 'There is no such trace, or not any more',
      next: 'Look for a newer one: a house keeps the last traces only.',
    },
  },
  scale: { rps: 20, replicasMin: 0, replicasMax: 2 },
  async handle({ params }, { house }) {
    const spans = await house.traces.trace(params.traceId);
    if (spans.length === 0) return refuse('trace_unknown');
    return { status: 200, body: { traceId: params.traceId, spans: spans.map(shown) } };
  },
});

function shown({ traceId: _same, parentSpanId, attributes, ...span }: SpanRow) {
  return {
    ...span,
    attributes: { ...attributes },
    ...(typeof parentSpanId === 'string' ? { parentSpanId } : {}),
  };
}
