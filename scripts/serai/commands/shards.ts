/** `serai shards apply`: several databases, set up to divide the properties between them. */
import { SetupProblem } from '#shared/database/setup-problem.ts';
import { nameOf } from '#shared/database/shard-mark.ts';
import { fieldsOf, url } from '#shared/process/fields.ts';
import { shardUrlsOf } from '#shared/process/shard-urls.ts';
import { type Command, command, type World } from '../command.ts';
import { jsonOption, show, tableOf } from '../lists.ts';

interface Applied {
  readonly shard: number;
  readonly database: string;
  readonly migrations: readonly string[];
}

export const shardsApply: Command = command({
  name: 'shards apply',
  summary: 'Sets up DATABASE_URL and DATABASE_SHARD_URLS to divide the properties between them.',
  options: jsonOption,
  async run({ values }, world) {
    const urls = urlsOf(world);
    // Much to import, and most commands need none.
    const { setUpShards } = await import('../set-up-shards.ts');
    const migrations = await setUpShards(urls, {
      nowMs: Date.now(),
      report: (problem) => world.err(`${problem}\n`),
    });
    const applied = urls.map(
      (each, shard): Applied => ({
        ...{ shard, database: nameOf(each), migrations: migrations[shard] ?? [] },
      }),
    );
    show(world, values.json, applied, (list) =>
      tableOf(
        ['SHARD', 'DATABASE', 'MIGRATIONS'],
        list.map(({ shard, database, migrations: got }) => [
          `${shard} of ${urls.length}`,
          database,
          got.length === 0 ? 'up to date' : `${got.length} applied`,
        ]),
      ),
    );
  },
});

function urlsOf({ env }: World): readonly string[] {
  const { field, faults } = fieldsOf(env);
  const first = field('DATABASE_URL', url);
  const others = field('DATABASE_SHARD_URLS', shardUrlsOf(env));
  if (faults.length > 0)
    throw new SetupProblem(`The environment is not complete: ${faults.join('; ')}.`);
  return [first(), ...others()];
}
