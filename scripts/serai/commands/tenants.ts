/** `serai tenant`: the companies of a house, seen by its operator. */
import { accessOptions, apiAs } from '../access.ts';
import { type Command, command } from '../command.ts';
import { jsonOption, show, tableOf } from '../lists.ts';

const options = { ...jsonOption, ...accessOptions } as const;

export const tenantCommands: readonly Command[] = [
  command({
    name: 'tenant list',
    summary: 'Lists the tenants of the house.',
    options,
    async run({ values }, world) {
      const api = await apiAs('operator', values, world);
      const { tenants } = await api.call('list-tenants');
      show(world, values.json, tenants, (list) =>
        tableOf(
          ['ID', 'NAME'],
          list.map(({ id, name }) => [id, name]),
        ),
      );
    },
  }),
  command({
    name: 'tenant create',
    summary: 'Creates a tenant: a company with its own data.',
    positionals: ['<name>'],
    options,
    async run({ values, positionals: [name = ''] }, world) {
      const api = await apiAs('operator', values, world);
      const tenant = await api.call('create-tenant', { body: { name } });
      show(world, values.json, tenant, ({ id }) => [id]);
    },
  }),
];
