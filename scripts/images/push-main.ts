/** `make push REGISTRY=registry.example/team`: sends what `make images` built, and only what is not there. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import { imagesIn } from './layout.ts';
import { push } from './push.ts';
import { registryAt } from './registry.ts';
import { told } from './told.ts';

const root = join(import.meta.dirname, '../..');

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { from: { type: 'string', default: join(root, 'dist/images') } },
  });
  const [host, prefix] = registryOf(positionals[0] ?? '');
  const images = await imagesIn(values.from);
  if (images === undefined)
    throw new SetupProblem('There are no images, or not whole ones: run make images first.');
  const { env } = process;
  const registry = registryAt({
    host,
    credentials: {
      user: env['REGISTRY_USER'],
      password: env['REGISTRY_PASSWORD'],
      token: env['REGISTRY_TOKEN'],
    },
  });
  const { blobs, bytes, tags } = await push({
    ...{ registry, prefix, images, folder: values.from },
    note: (line) => void process.stderr.write(`${line}\n`),
  });
  const megabytes = (bytes / 1024 / 1024).toFixed(1);
  process.stdout.write(
    `${images.length} images: ${tags} new; ${blobs} blobs sent, ${megabytes} MB\n`,
  );
  return 0;
}

/** `registry.example:5000/team` is a host and what comes before every name there. */
function registryOf(text: string): readonly [host: string, prefix: string] {
  const said = /^([\w.[\]:-]+?)((?:\/[a-z\d]+(?:[._-]+[a-z\d]+)*)*)\/?$/.exec(text);
  const [, host, path] = said ?? [];
  if (host === undefined || path === undefined) {
    throw new SetupProblem('Say where to: make push REGISTRY=registry.example/team.');
  }
  return [host, path.slice(1)];
}

process.exitCode = await told(main);
