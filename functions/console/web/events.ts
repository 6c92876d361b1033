/** The last facts, with the functions that read them and the trace they belong to. */
import { call, sentence } from './api.ts';
import { byId, element, note, show, table } from './dom.ts';
import { openTrace } from './traces.ts';

const eventsShown = 8;

export async function showEvents(token: string): Promise<void> {
  const target = byId('event-list', HTMLElement);
  const answer = await call(token, 'list-events', { query: { limit: eventsShown } });
  if (answer.kind === 'unknown') return;
  if (answer.kind === 'refused') {
    show(target, note(sentence(answer.problem)));
    return;
  }
  const rows = answer.body.events.map((event) => {
    const { id, type, subject, source, recordedAt, readBy, traceId, topic, partition, offset } =
      event;
    return element(
      'tr',
      { 'data-event': type },
      element('td', { class: 'nowrap' }, recordedAt.slice(11, 23)),
      element(
        'th',
        { scope: 'row', title: `${topic}, partition ${partition}, offset ${offset}` },
        type,
      ),
      element('td', {}, element('code', { title: subject }, subject.slice(-12))),
      element('td', { class: 'path' }, `${source} → ${readBy.join(', ')}`),
      element('td', {}, traceId === undefined ? '' : traceLink(traceId, id, token)),
    );
  });
  show(
    target,
    rows.length === 0
      ? note('None yet.')
      : table('Last events', ['Recorded', 'Event', 'About', 'Path', 'Trace'], rows),
  );
}

function traceLink(traceId: string, eventId: string, token: string): HTMLElement {
  const link = element(
    'a',
    { href: `#trace-${traceId}`, 'data-key': eventId },
    traceId.slice(0, 8),
  );
  link.addEventListener('click', () => void openTrace(traceId, token));
  return link;
}
