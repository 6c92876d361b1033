/** The product as `make deploy` brings it, in a namespace of a trial that refuses every pod beyond `restricted`. */
import { cp, readFile, writeFile } from 'node:fs/promises';
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
}

export async function deployedTrial({ profile, overlay }: Wanted): Promise<Trial> {
  const trial = await openTrial();
  try {
    await bringImages(trial.registry);
    const folder = await overlayHere(overlay);
    const { namespace, registry, kubectl } = trial;
    // Those of the profile itself: it asks for more kinds than the trial's overlay leaves of it.
    const whole = profileNamed(profile);
    const { product } = overlayOf(whole, whole.overlay, { namespace });
    await giveDefinitions(kubectl, resolve(root, process.env['CRDS'] || '../shared/crds'), product);
    await kubectl.run(['create', 'namespace', namespace]);
    await kubectl.run([
      ...['label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce=restricted'],
    ]);
    await trial.makeSecrets();
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

/**
 * The overlay with the Kafka that pods of this cluster reach (`KAFKA=host:port`): a copy that lies as deep as the
 * original, so that its paths lead to the same places.
 */
async function overlayHere(overlay: string): Promise<string> {
  const original = `scripts/cluster/trial/${overlay}`;
  const kafka = process.env['KAFKA'] ?? '';
  if (kafka === '' || overlay !== 'standard') return original;
  const copy = `.serai/cluster/trial/${overlay}`;
  await cp(join(root, original), join(root, copy), { recursive: true });
  const file = join(root, copy, 'cluster.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/^ {2}kafka: .*$/m, `  kafka: ${kafka}`));
  return copy;
}
