/** The trail of a stay: Anna has cancelled it. */
import { ids } from './ids.ts';

const auditEntry = {
  id: ids.event,
  context: 'reservations',
  type: 'reservation.cancelled.v1',
  subject: ids.reservation,
  actor: { kind: 'user', id: ids.user },
  clientAddress: '203.0.113.7',
  traceId: ids.trace,
  correlationId: '01980b6e-6c00-8a76-af00-91b3d25e7f98',
  occurredAt: '2026-07-14T17:20:00.123Z',
  recordedAt: '2026-07-14T17:20:00.130Z',
  before: { status: 'confirmed', version: 1 },
  after: { status: 'cancelled', version: 2, reason: 'requested_by_guest' },
};
export const AuditEntryPage = { auditEntries: [auditEntry] };
