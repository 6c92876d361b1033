/** `serai api-token`: what connected systems come in with. */
import { type Permission, permissions } from '#schema/access.ts';
import { accessOptions, apiAs, roleOf } from '../access.ts';
import { type Command, command } from '../command.ts';
import { jsonOption, show, tableOf } from '../lists.ts';
import { exitCodes, Sorry } from '../sorry.ts';

const options = { ...jsonOption, ...accessOptions } as const;
const daysDefault = 90;

export const apiTokenCommands: readonly Command[] = [
  command({
    name: 'api-token list',
    summary: 'Lists the API tokens of a tenant and when each was last used.',
    options,
    async run({ values }, world) {
      const api = await apiAs('tenant_admin', values, world);
      const { apiTokens } = await api.call('list-api-tokens');
      show(world, values.json, apiTokens, (list) =>
        tableOf(
          ['ID', 'NAME', 'ROLES', 'PROPERTIES', 'EXPIRES', 'LAST USED', 'REVOKED'],
          list.map(({ id, name, roles, propertyIds, expiresAt, lastUsedAt, revokedAt }) => [
            ...[id, name, roles.join(',')],
            propertyIds === 'all' ? 'all' : String(propertyIds.length),
            ...[minuteOf(expiresAt), minuteOf(lastUsedAt), minuteOf(revokedAt)],
          ]),
        ),
      );
    },
  }),
  command({
    name: 'api-token create',
    summary: 'Creates an API token of a tenant and prints it: it is shown this once.',
    positionals: ['<name>'],
    options: {
      role: { value: 'ROLE', help: 'channel, front-desk …; several with commas' },
      permission: { value: 'NAME', help: 'No more than this of the roles; several with commas' },
      property: { value: 'ID', help: 'Only this property; several with commas (all)' },
      days: { value: 'N', help: `Days until it ends (${daysDefault})` },
      rate: { value: 'N', help: 'Requests per second it may make (as any token)' },
      ...options,
    },
    async run({ values, positionals: [name = ''] }, world) {
      if (values.role === undefined)
        throw new Sorry('serai api-token create needs --role.', exitCodes.usage);
      const api = await apiAs('tenant_admin', values, world);
      const created = await api.call('create-api-token', {
        body: {
          ...{ name, roles: values.role.split(',').map(roleOf) },
          ...(values.permission === undefined
            ? {}
            : { permissions: values.permission.split(',').map(permissionOf) }),
          propertyIds: values.property?.split(',') ?? 'all',
          expiresInDays: values.days === undefined ? daysDefault : wholeOf('--days', values.days),
          ...(values.rate === undefined
            ? {}
            : { requestsPerSecond: wholeOf('--rate', values.rate) }),
        },
      });
      show(world, values.json, created, ({ id, token = '' }) => [id, token]);
    },
  }),
  command({
    name: 'api-token revoke',
    summary: 'Revokes an API token: in ten seconds nobody comes in with it any more.',
    positionals: ['<id>'],
    options,
    async run({ values, positionals: [apiTokenId = ''] }, world) {
      const api = await apiAs('tenant_admin', values, world);
      const revoked = await api.call('revoke-api-token', { params: { apiTokenId } });
      show(world, values.json, revoked, ({ id, name, revokedAt }) => [
        `${id} ${name} revoked ${minuteOf(revokedAt)}`,
      ]);
    },
  }),
];

function permissionOf(name: string): Permission {
  const found = permissions.find((each) => each === name);
  if (found !== undefined) return found;
  throw new Sorry(`There is no permission "${name}".`, exitCodes.usage);
}

/** The house says how many it takes. */
function wholeOf(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Sorry(`${option} takes a whole number, not "${text}".`, exitCodes.usage);
}

/** `2026-07-14T17:20Z`; nothing of what has not been. */
function minuteOf(instant: string | undefined): string {
  return instant === undefined ? '' : `${instant.slice(0, 16)}Z`;
}
