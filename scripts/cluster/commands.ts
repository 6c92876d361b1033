/** `make deploy` and `make undeploy`, as commands with options. */
import { type Command, command } from '../serai/command.ts';
import { exitCodes, Sorry } from '../serai/sorry.ts';
import { addressOf } from './address.ts';
import { acceptedClasses } from './cluster-checks.ts';
import { deploy } from './deploy.ts';
import { kubectlOf } from './kubectl.ts';
import { clusterOptions, targetOf } from './options.ts';
import { undeploy } from './undeploy.ts';

/** Knative gives up a revision after ten minutes; all of a profile start at once on a small cluster. */
const waitSecondsDefault = 900;

export const deployCommand: Command = command({
  name: 'deploy',
  summary: 'Brings a profile onto the cluster of KUBECONFIG; again it changes nothing.',
  options: {
    ...clusterOptions,
    force: { help: 'Take over fields that somebody else has set' },
    'wait-seconds': { value: 'N', help: `Give up after this long (${waitSecondsDefault})` },
  },
  async run({ values }, world) {
    const kubectl = kubectlOf(world.env);
    const classes = await acceptedClasses(kubectl);
    const target = targetOf(values, classes.length === 1 ? classes[0] : undefined);
    const { objects, changed, removed } = await deploy({
      ...{ kubectl, target, force: values.force === true },
      waitMsMax: secondsOf(values['wait-seconds']) * 1000,
      note: (line) => world.err(`${line}\n`),
    });
    world.out(
      changed.length === 0
        ? `All ${objects} objects were as they shall be.`
        : `${changed.length} of ${objects} objects are new or changed.`,
    );
    if (removed.length > 0) world.out(`${removed.length} of an earlier version were removed.`);
    const address = await addressOf(kubectl, target.names);
    if (address !== undefined) world.out(`Serai answers at ${address}`);
  },
});

export const undeployCommand: Command = command({
  name: 'undeploy',
  summary: 'Takes a profile off the cluster of KUBECONFIG; Secrets, topics and the namespace stay.',
  options: clusterOptions,
  async run({ values }, world) {
    const { names, overlay } = targetOf(values);
    const { namespace } = names;
    const { removed, kept } = await undeploy(kubectlOf(world.env), {
      ...{ namespace, objects: overlay.product },
    });
    world.out(`${removed} objects were removed from ${namespace}.`);
    if (kept.length > 0) world.out(`Left: ${kept.join(', ')}.`);
  },
});

function secondsOf(text: string | undefined): number {
  if (text === undefined || text === '') return waitSecondsDefault;
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new Sorry(`Seconds are a whole number, not "${text}".`, exitCodes.usage);
}
