/** The last traces, and one of them as bars: which functions worked on it, when and how long. */
import type { TraceSpan } from '#schema/client.generated.ts';
import { call, sentence } from './api.ts';
import { byId, element, note, show, table } from './dom.ts';

const tracesShown = 12;

/** Of these the ones that went through more than one function are shown: the path is what one looks for. */
const tracesRead = 100;

/** Spans are written in batches, and projections end after the answer; looked for this often, this long. */
const lookAgainMs = 700;
const looksMax = 12;

export async function showTraces(token: string): Promise<void> {
  const target = byId('trace-list', HTMLElement);
  const answer = await call(token, 'list-traces', { query: { limit: tracesRead } });
  if (answer.kind === 'unknown') return;
  if (answer.kind === 'refused') {
    show(target, note(sentence(answer.problem)));
    return;
  }
  const crossing = answer.body.traces.filter(({ spans }) => spans > 1).slice(0, tracesShown);
  const rows = crossing.map(({ traceId, name, startedAtUs, durationUs, spans, errors }) => {
    const link = element('a', { href: `#trace-${traceId}`, 'data-key': traceId }, name);
    link.addEventListener('click', () => void openTrace(traceId, token));
    return element(
      'tr',
      {},
      element('td', { class: 'nowrap' }, clock(startedAtUs)),
      element('th', { scope: 'row' }, link),
      element('td', { class: 'number' }, milliseconds(durationUs)),
      element('td', { class: 'number' }, String(spans)),
      element('td', { class: 'number' }, errors === 0 ? '' : String(errors)),
    );
  });
  show(
    target,
    rows.length === 0
      ? note('None that crossed functions yet.')
      : table('Last traces', ['Began', 'Begun by', 'Took', 'Spans', 'Errors'], rows),
  );
}

let opened = '';

/** Shows what there is and looks again until nothing is added. */
export async function openTrace(traceId: string, token: string): Promise<void> {
  const target = byId('trace', HTMLElement);
  opened = traceId;
  target.hidden = false;
  show(target, note('Looking for the trace …'));
  target.focus();
  let seen = -1;
  let unchanged = 0;
  for (let looks = 0; looks < looksMax && unchanged < 4; looks += 1) {
    const answer = await call(token, 'get-trace', { params: { traceId } });
    if (opened !== traceId) return;
    const spans = answer.kind === 'done' ? answer.body.spans : [];
    unchanged = spans.length > 0 && spans.length === seen ? unchanged + 1 : 0;
    if (spans.length > 0 && spans.length !== seen) show(target, ...waterfall(traceId, spans));
    else if (answer.kind === 'refused' && answer.status === 403) {
      show(target, note(sentence(answer.problem)));
      return;
    }
    seen = spans.length;
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
  }
  if (seen <= 0) show(target, note('This trace was not recorded, or is gone.'));
}

function waterfall(traceId: string, spans: readonly TraceSpan[]): HTMLElement[] {
  const start = Math.min(...spans.map(({ startedAtUs }) => startedAtUs));
  const end = Math.max(...spans.map(({ startedAtUs, durationUs }) => startedAtUs + durationUs));
  const whole = Math.max(1, end - start);
  const rows = spans.map(({ name, kind, service, startedAtUs, durationUs, status }) => {
    const bar = element('span', { class: `bar ${kind}${status === 'error' ? ' failed' : ''}` });
    bar.style.setProperty('--from', `${((startedAtUs - start) / whole) * 100}%`);
    bar.style.setProperty('--share', `${(durationUs / whole) * 100}%`);
    return element(
      'tr',
      { 'data-span': name },
      element('th', { scope: 'row', title: service }, name),
      element('td', {}, kind),
      element('td', { class: 'bars' }, bar),
      element('td', { class: 'number' }, `+${milliseconds(startedAtUs - start)}`),
      element('td', { class: 'number' }, milliseconds(durationUs)),
    );
  });
  return [
    element('h2', {}, 'Trace ', element('code', {}, traceId)),
    element('p', { class: 'note' }, `${milliseconds(whole)} from the first start to the last end.`),
    table(
      'Functions of the trace',
      ['Function', 'Kind', 'When', 'Began after', 'Took'],
      rows,
      'waterfall',
    ),
  ];
}

function milliseconds(us: number): string {
  return `${(us / 1000).toFixed(us < 10_000 ? 1 : 0)} ms`;
}

function clock(us: number): string {
  return new Date(us / 1000).toISOString().slice(11, 23);
}

export function closeTrace(): void {
  opened = '';
  byId('trace', HTMLElement).hidden = true;
}
