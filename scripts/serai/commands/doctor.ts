/** `serai doctor`: what is missing or wrong in the set-up of this machine or of a cluster, one line a check. */
import { clusterFindings } from '../../cluster/cluster-checks.ts';
import { kubectlOf } from '../../cluster/kubectl.ts';
import { clusterOptions, targetOf } from '../../cluster/options.ts';
import { accessOptions, homeOf, urlOf } from '../access.ts';
import { findings } from '../checks.ts';
import { type Call, type Command, command, type World } from '../command.ts';
import { type Finding, linesOf, wrongIn } from '../finding.ts';
import { jsonOption } from '../lists.ts';
import { Sorry } from '../sorry.ts';

const options = {
  ...{ ...jsonOption, url: accessOptions.url, home: accessOptions.home },
  cluster: { help: 'Look at the cluster of KUBECONFIG instead, for a profile' },
  ...clusterOptions,
};

export const doctor: Command = command({
  name: 'doctor',
  summary: 'Tells what is missing or wrong in the set-up of this machine, or of a cluster.',
  options,
  async run({ values }, world) {
    const all = await (values.cluster === true
      ? findingsOfCluster(values, world)
      : findingsHere(values, world));
    if (values.json === true) world.out(JSON.stringify(all, undefined, 2));
    else for (const line of linesOf(all)) world.out(line);
    const wrong = wrongIn(all);
    if (wrong !== undefined) throw new Sorry(`${wrong}.`);
  },
});

type Values = Call<typeof options>['values'];

async function findingsHere(values: Values, world: World): Promise<readonly Finding[]> {
  return findings({
    nodeVersion: process.versions.node,
    url: await urlOf(values, world),
    home: homeOf(values, world),
    databaseUrl: world.env['DATABASE_URL'],
    databaseDirectUrl: world.env['DATABASE_DIRECT_URL'],
    connectionsMax: world.env['DATABASE_CONNECTIONS_MAX'],
    redisUrl: world.env['REDIS_URL'],
    nowMs: Date.now,
  });
}

async function findingsOfCluster(values: Values, world: World): Promise<readonly Finding[]> {
  const { profile, names, overlay } = targetOf(values);
  const kubectl = kubectlOf(world.env);
  const { namespace } = names;
  return clusterFindings({ kubectl, profile, namespace, objects: overlay.product });
}
