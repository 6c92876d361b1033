/** Another system sends its events to the broker: CloudEvents in binary mode, each acknowledged once it is kept. */
import { check } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import { drawsOfVisit } from './booking.ts';
import './house.ts';
import { plan, steady } from './plan.ts';
import { settings } from './settings.ts';

import { summarized } from './summary.ts';

export const handleSummary = summarized;

export const options = plan(steady, { http_req_failed: ['rate==0'] });

/** Events of one subject stay in order; so many subjects spread over all partitions. */
const subjects = 1_000;
/** Together with the rest a kilobyte, as facts are. */
const fillerCharacters = 700;
const filler = 'x'.repeat(fillerCharacters);

export default function eventProducer(): void {
  const draw = drawsOfVisit();
  const event = {
    id: `${settings.run}.${exec.scenario.iterationInTest}`,
    subject: `thing-${draw(subjects)}`,
    body: JSON.stringify({ measured: draw(1e6), filler }),
  };
  check(send(event), {
    'an event is kept': ({ status, body }) => status === 202 && (body === null || body === ''),
  });
  // As after a lost answer: keeping it again is right, its reader sees the id.
  if (draw(20) === 0) {
    check(send(event), { 'an event may be sent again': ({ status }) => status === 202 });
  }
  if (draw(50) === 0) {
    check(send({ ...event, id: '' }), {
      'what is no event is refused': ({ status }) => status === 400,
    });
  }
}

interface Sent {
  readonly id: string;
  readonly subject: string;
  readonly body: string;
}

function send({ id, subject, body }: Sent) {
  return http.post(settings.broker, body, {
    responseType: 'text',
    tags: { name: 'produce' },
    headers: {
      authorization: `Bearer ${settings.token}`,
      'content-type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': id,
      'ce-source': '/load',
      'ce-type': 'thing.measured.v1',
      'ce-subject': subject,
      'ce-partitionkey': subject,
      'ce-time': new Date().toISOString(),
    },
  });
}
