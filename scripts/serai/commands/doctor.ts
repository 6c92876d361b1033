/** `serai doctor`: what is missing or wrong in the set-up, one line a check. */
import { accessOptions, homeOf, urlOf } from '../access.ts';
import { findings } from '../checks.ts';
import { type Command, command } from '../command.ts';
import { jsonOption } from '../lists.ts';
import { Sorry } from '../sorry.ts';

export const doctor: Command = command({
  name: 'doctor',
  summary: 'Tells what is missing or wrong in the set-up of this machine.',
  options: { ...jsonOption, url: accessOptions.url, home: accessOptions.home },
  async run({ values }, world) {
    const all = await findings({
      nodeVersion: process.versions.node,
      url: await urlOf(values, world),
      home: homeOf(values, world),
      databaseUrl: world.env['DATABASE_URL'],
      databaseDirectUrl: world.env['DATABASE_DIRECT_URL'],
      connectionsMax: world.env['DATABASE_CONNECTIONS_MAX'],
      redisUrl: world.env['REDIS_URL'],
      nowMs: Date.now,
    });
    if (values.json === true) world.out(JSON.stringify(all, undefined, 2));
    else {
      for (const { name, ok, found } of all)
        world.out(`${ok ? 'ok   ' : 'WRONG'}  ${name.padEnd(10)}  ${found}`);
    }
    const wrong = all.filter(({ ok }) => !ok).length;
    if (wrong > 0)
      throw new Sorry(wrong === 1 ? 'One thing is wrong.' : `${wrong} things are wrong.`);
  },
});
