/** `serai token`: a bearer token of a user of the local house, for curl and other programs. */
import { accessOptions, issueToken, localUser, roleOf, urlOf } from '../access.ts';
import { type Command, command } from '../command.ts';
import { jsonOption, show } from '../lists.ts';

export const token: Command = command({
  name: 'token',
  summary: 'Prints a bearer token of a user of the local house.',
  options: {
    role: { value: 'ROLE', help: 'tenant-admin, front-desk, channel … (tenant-admin)' },
    ...jsonOption,
    ...accessOptions,
  },
  async run({ values }, world) {
    const user = await localUser(roleOf(values.role ?? 'tenant-admin'), values, world);
    const issued = await issueToken(await urlOf(values, world), user.email, user.password);
    show(world, values.json, issued, ({ access_token }) => [access_token]);
  },
});
