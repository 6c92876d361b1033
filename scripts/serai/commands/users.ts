/** `serai user`: who may sign in, and as what. */
import { accessOptions, apiAs, roleOf } from '../access.ts';
import { type Command, command } from '../command.ts';
import { jsonOption, show, tableOf } from '../lists.ts';
import { newPassword } from '../local-house.ts';
import { exitCodes, Sorry } from '../sorry.ts';

const options = { ...jsonOption, ...accessOptions } as const;

export const userCommands: readonly Command[] = [
  command({
    name: 'user list',
    summary: 'Lists the users of a tenant.',
    options,
    async run({ values }, world) {
      const api = await apiAs('tenant_admin', values, world);
      const { users } = await api.call('list-users');
      show(world, values.json, users, (list) =>
        tableOf(
          ['ID', 'EMAIL', 'ROLES', 'PROPERTIES'],
          list.map(({ id, email, roles, propertyIds }) => [
            id,
            email,
            roles.join(','),
            propertyIds === 'all' ? 'all' : String(propertyIds.length),
          ]),
        ),
      );
    },
  }),
  command({
    name: 'user create',
    summary: 'Creates a user of a tenant; with --tenant the house’s operator does.',
    positionals: ['<email>'],
    options: {
      name: { value: 'NAME', help: 'How the user is called (the address)' },
      role: { value: 'ROLE', help: 'front-desk, revenue-manager …; several with commas' },
      property: { value: 'ID', help: 'Only this property; several with commas (all)' },
      password: { value: 'TEXT', help: 'At least 12 characters (a new one is printed)' },
      ...options,
    },
    async run({ values, positionals: [email = ''] }, world) {
      if (values.role === undefined)
        throw new Sorry('serai user create needs --role.', exitCodes.usage);
      const roles = values.role.split(',').map(roleOf);
      const byOperator = values.tenant !== undefined || roles.includes('operator');
      const api = await apiAs(byOperator ? 'operator' : 'tenant_admin', values, world);
      const password = values.password ?? newPassword();
      const user = await api.call('create-user', {
        body: {
          ...(values.tenant === undefined ? {} : { tenantId: values.tenant }),
          ...{ email, name: values.name ?? email, password, roles },
          propertyIds: values.property?.split(',') ?? 'all',
        },
      });
      const shown = values.password === undefined ? { ...user, password } : user;
      show(world, values.json, shown, ({ id }) => [
        id,
        ...(values.password === undefined ? [`password ${password}`] : []),
      ]);
    },
  }),
];
