/** The product as `make deploy` brings it, in a namespace of a trial that refuses every pod beyond `restricted`. */
import { join, resolve } from 'node:path';
import { say } from '../../serai/testing.ts';
import { deployCommand } from '../commands.ts';
import { giveDefinitions } from '../definitions.ts';
import { overlayOf } from '../overlay.ts';
import { profileNamed } from '../profiles.ts';
import { bringImages, openTrial, type Trial } from './trial.ts';

const root = join(import.meta.dirname, '../../..');

export interface Wanted {
  readonly profile: 'light' | 'standard';
  /** Of `scripts/cluster/trial/`. */
  readonly overlay: string;
  /** For what has to stand before the product comes. */
  before?(trial: Trial): Promise<void>;
}

export async function deployedTrial({ profile, overlay, before }: Wanted): Promise<Trial> {
  const trial = await openTrial();
  try {
    await bringImages(trial.registry);
    const folder = `scripts/cluster/trial/${overlay}`;
    const { namespace, registry, kubectl } = trial;
    const { product } = overlayOf(profileNamed(profile), folder, { namespace });
    await giveDefinitions(kubectl, resolve(root, process.env['CRDS'] || '../shared/crds'), product);
    await kubectl.run(['create', 'namespace', namespace]);
    await kubectl.run([
      ...['label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce=restricted'],
    ]);
    await trial.makeSecrets();
    await before?.(trial);
    const { code, err } = await say(
      [deployCommand],
      [
        ...['deploy', '--profile', profile, '--overlay', folder],
        ...['--namespace', namespace, '--registry', registry],
      ],
      process.env,
    );
    if (code !== 0) throw new Error(err);
    return trial;
  } catch (error) {
    await trial.close();
    throw error;
  }
}
