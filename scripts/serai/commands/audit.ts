/** `serai audit`: who did what, when and from where. */
import type { AuditEntry } from '#schema/client.generated.ts';
import { accessOptions, apiAs } from '../access.ts';
import { type Command, command } from '../command.ts';
import { jsonOption, show, tableOf } from '../lists.ts';

export const audit: Command = command({
  name: 'audit',
  summary:
    'Shows the last entries of the audit trail: of a property, or of the tenant beside them.',
  options: {
    ...jsonOption,
    property: { value: 'ID', help: 'Of this property' },
    subject: { value: 'ID', help: 'Only of this reservation, user, token …' },
    actor: { value: 'ID', help: 'Only of this person or API token' },
    since: { value: 'INSTANT', help: 'From this instant on' },
    until: { value: 'INSTANT', help: 'Before this instant' },
    ...accessOptions,
  },
  async run({ values }, world) {
    const { property: propertyId, subject, actor, since, until } = values;
    const given = Object.entries({ subject, actor, since, until });
    const query = Object.fromEntries(given.filter(([, value]) => value !== undefined));
    const api = await apiAs('tenant_admin', values, world);
    const { auditEntries } =
      propertyId === undefined
        ? await api.call('list-audit-entries', { query })
        : await api.call('list-property-audit-entries', { params: { propertyId }, query });
    show(world, values.json, auditEntries, (list) =>
      tableOf(['RECORDED', 'WHO', 'FROM', 'WHAT', 'OF'], list.map(lineOf)),
    );
  },
});

function lineOf({ recordedAt, actor, clientAddress, type, subject }: AuditEntry): string[] {
  const who = actor === undefined ? '-' : `${actor.kind} ${actor.id}`;
  return [recordedAt, who, clientAddress ?? '-', type, subject];
}
