/** A container of an image, by runc: read-only, of an account without a name and without a capability. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { succeed } from './succeed.ts';

/** The parts that are looked at; the rest is handed on as umoci wrote it. */
const Config = z.looseObject({
  process: z.looseObject({
    user: z.object({ uid: z.number(), gid: z.number() }),
    args: z.array(z.string()),
    env: z.array(z.string()),
  }),
  root: z.looseObject({ path: z.string() }),
  mounts: z.array(z.looseObject({ destination: z.string() })),
  linux: z.looseObject({ namespaces: z.array(z.looseObject({ type: z.string() })) }),
});

/** What umoci makes of an image: a root file system, and a container's config. */
export interface Unpacked {
  readonly folder: string;
  readonly rootFolder: string;
  readonly config: z.infer<typeof Config>;
  remove(): Promise<void>;
}

export interface ContainerOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** After the image's own entry point, as a CronJob gives them. */
  readonly args?: readonly string[];
  /** In place of the image's own entry point. */
  readonly command?: readonly string[];
  /** The file of names that a node gives every container. */
  readonly hosts?: string;
}

export interface Container {
  /** Everything it has written so far. */
  output(): string;
  /** Asks it to go, as a node does. */
  stop(): Promise<void>;
  /** Its exit code, when it is gone and nothing of it is left. */
  readonly ended: Promise<number>;
}

export interface Programs {
  readonly runc: string;
  readonly umoci: string;
}

export async function unpack({ umoci }: Programs, layout: string, name: string): Promise<Unpacked> {
  const place = await mkdtemp(join(tmpdir(), 'serai-container-'));
  const folder = join(place, 'bundle');
  await succeed(umoci, ['unpack', '--image', `${layout}:${name}`, folder]);
  return {
    folder,
    config: Config.parse(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))),
    rootFolder: join(folder, 'rootfs'),
    remove: () => rm(place, { recursive: true, force: true }),
  };
}

/** One at a time of what is unpacked. */
export async function start(
  { runc }: Programs,
  { folder, config }: Unpacked,
  options: ContainerOptions,
): Promise<Container> {
  const id = `serai-${process.pid}-${performance.now().toFixed(0)}`;
  const state = await mkdtemp(join(tmpdir(), 'serai-runc-'));
  await writeFile(join(folder, 'config.json'), JSON.stringify(confined(config, options)));
  const child = spawn(runc, ['--root', state, 'run', '--bundle', folder, id], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
  }
  const ended = once(child, 'close').then(async ([code]) => {
    await rm(state, { recursive: true, force: true });
    return Number(code);
  });
  return {
    output: () => said,
    stop: async () => {
      await succeed(runc, ['--root', state, 'kill', id, 'TERM']);
    },
    ended,
  };
}

/** As `restricted` pods are; the machine's network, so that a test reaches its port. */
function confined(config: z.infer<typeof Config>, options: ContainerOptions): object {
  const { env = {}, args = [], command = config.process.args, hosts } = options;
  const names = { destination: '/etc/hosts', type: 'bind', source: hosts, options: ['bind', 'ro'] };
  const none = { bounding: [], effective: [], inheritable: [], permitted: [], ambient: [] };
  return {
    ...config,
    process: {
      ...config.process,
      ...{ terminal: false, noNewPrivileges: true, capabilities: none },
      args: [...command, ...args],
      env: [...config.process.env, ...Object.entries(env).map(([name, is]) => `${name}=${is}`)],
    },
    root: { ...config.root, readonly: true },
    mounts: hosts === undefined ? config.mounts : [...config.mounts, names],
    linux: {
      ...config.linux,
      namespaces: config.linux.namespaces.filter(({ type }) => type !== 'network'),
    },
  };
}
