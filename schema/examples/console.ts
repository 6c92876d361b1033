/** What an operator sees of the story. Each example is named as its schema, or as the function that answers with it. */
import { ids } from './ids.ts';
import { ResolveWorkItem, WorkItemPage } from './nights.ts';

export const RunningFunctions = {
  house: 'Caravan',
  functions: [
    {
      name: 'submit-reservation',
      context: 'reservations',
      kind: 'http',
      purpose: 'Books a stay.',
      wokenBy: 'POST /v1/properties/{propertyId}/reservations',
      permission: 'reservations:create',
    },
  ],
};

export const Traces = {
  traces: [
    {
      traceId: ids.trace,
      name: 'submit-reservation',
      service: 'house',
      startedAtUs: 1_778_404_443_120_000,
      durationUs: 18_400,
      spans: 6,
      errors: 0,
    },
  ],
};
export const TraceSpans = {
  traceId: ids.trace,
  spans: [
    {
      spanId: '00f067aa0ba902b7',
      service: 'house',
      name: 'submit-reservation',
      kind: 'server',
      startedAtUs: 1_778_404_443_120_000,
      durationUs: 18_400,
      status: 'ok',
      attributes: { 'http.response.status_code': 201 },
    },
  ],
};

export const RecordedEvent = {
  id: ids.event,
  type: 'tenant.created.v1',
  subject: ids.tenant,
  source: '/identity',
  tenantId: ids.tenant,
  topic: 'identity.events',
  partition: 3,
  offset: 17,
  recordedAt: '2026-05-10T08:00:00.250Z',
  traceId: ids.trace,
  readBy: [],
  attributes: { partitionkey: ids.tenant, sequence: '00000000000000000017' },
  data: `{"tenantId":"${ids.tenant}","name":"Caravan Hotels"}`,
};
export const RecordedEvents = { events: [RecordedEvent] };

/** Answers that one function alone gives, so that their schemas have no name. */
export const byFunction = {
  'get-issuer-keys': {
    keys: [
      {
        kty: 'OKP',
        crv: 'Ed25519',
        kid: '2026-05',
        x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
      },
    ],
  },
  'list-dead-letters': {
    deadLetters: [
      {
        id: ids.deadLetter,
        trigger: 'record-property',
        topic: 'reservations.events',
        partition: 3,
        offset: 17,
        code: 503,
        error: 'The database is not there.',
        attributes: { type: 'property.opened.v1', subject: ids.property },
        failedAt: '2026-05-10T08:05:00.000Z',
      },
    ],
  },
  'retry-dead-letter': { id: ids.deadLetter, status: 'queued' },
  'resolve-work-item': {
    id: WorkItemPage.workItems[0]?.id,
    status: 'resolved',
    note: ResolveWorkItem.note,
  },
};
