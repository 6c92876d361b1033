/** Finds a program on this machine, or installs its Debian package when this user may. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** `missing`: this machine cannot have it; `broken`: it could, and the installation failed. */
export type Found =
  | { readonly file: string }
  | { readonly missing: string }
  | { readonly broken: string };

export interface Program {
  /** Any of them will do. */
  readonly names: readonly string[];
  readonly debianPackage: string;
  /** Names the program by hand. */
  readonly variable: string;
  /** Where the package has it, when it is taken out of there alone: the package would set up a server. */
  readonly inPackage?: string;
}

/** Debian's mirrors give 350 MB in 20 s; five minutes is a mirror that will not. */
const installMsMax = 300_000;

export const programs = {
  chromium: {
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    debianPackage: 'chromium',
    variable: 'CHROMIUM',
  },
  ip: { names: ['ip'], debianPackage: 'iproute2', variable: 'IP' },
  java: { names: ['java'], debianPackage: 'openjdk-17-jre-headless', variable: 'JAVA' },
  maven: { names: ['mvn'], debianPackage: 'maven', variable: 'MAVEN' },
  openssl: { names: ['openssl'], debianPackage: 'openssl', variable: 'OPENSSL' },
  python: { names: ['python3'], debianPackage: 'python3-venv', variable: 'PYTHON' },
  promtool: {
    names: ['promtool'],
    debianPackage: 'prometheus',
    variable: 'PROMTOOL',
    inPackage: 'usr/bin/promtool',
  },
  redis: { names: ['redis-server'], debianPackage: 'redis-server', variable: 'REDIS_SERVER' },
  registry: {
    names: ['docker-registry'],
    debianPackage: 'docker-registry',
    variable: 'DOCKER_REGISTRY',
  },
  runc: { names: ['runc'], debianPackage: 'runc', variable: 'RUNC' },
  skopeo: { names: ['skopeo'], debianPackage: 'skopeo', variable: 'SKOPEO' },
  umoci: { names: ['umoci'], debianPackage: 'umoci', variable: 'UMOCI' },
  pgbouncer: { names: ['pgbouncer'], debianPackage: 'pgbouncer', variable: 'PGBOUNCER' },
} as const satisfies Readonly<Record<string, Program>>;

export function onPath(names: readonly string[], path: string): string | undefined {
  return path
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => existsSync(file));
}

export async function findProgram(program: Program, env: NodeJS.ProcessEnv): Promise<Found> {
  const { names, debianPackage, variable, inPackage } = program;
  const path = inPackage === undefined ? pathOf(env) : [pathOf(env), takenOut].join(delimiter);
  const found = env[variable] ?? onPath(names, path);
  if (found !== undefined) return { file: found };
  if (process.getuid?.() !== 0 || onPath(['apt-get'], path) === undefined) {
    return {
      missing: `no ${names[0]}, and no right to install it; say where with ${variable}=…`,
    };
  }
  process.stderr.write(`installing ${debianPackage}\n`);
  try {
    if (inPackage === undefined) await installed(debianPackage);
    else await takeOut(debianPackage, inPackage);
  } catch (error) {
    process.stderr.write(`${error}\n`);
  }
  const file = onPath(names, path);
  if (file !== undefined) return { file };
  return {
    broken: `${names[0]} could not be installed; say where one is with ${variable}=…`,
  };
}

/** Servers of Debian are beside the others' programs, and not every user looks there. */
function pathOf(env: NodeJS.ProcessEnv): string {
  return [env['PATH'] ?? '', '/usr/sbin', '/usr/bin'].join(delimiter);
}

async function installed(debianPackage: string): Promise<void> {
  const install =
    'apt-get update -qq && ' +
    'apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 "$1"';
  await promisify(execFile)('bash', ['-c', install, 'bash', debianPackage], {
    timeout: installMsMax,
    // Run level 1 keeps Debian from starting the server that it installs: we start our own.
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  });
}

/** Programs without their packages are kept here for the next time. */
const takenOut = join(import.meta.dirname, '../../.serai/bin');

async function takeOut(debianPackage: string, inPackage: string): Promise<void> {
  const take =
    'set -e; scratch=$(mktemp -d); trap \'rm -rf "$scratch"\' EXIT; chmod 755 "$scratch"; ' +
    'apt-get update -qq; cd "$scratch"; apt-get download -qq "$1"; dpkg-deb -x ./*.deb .; ' +
    'mkdir -p "$3"; install -m 755 "$2" "$3/"';
  await promisify(execFile)('bash', ['-c', take, 'bash', debianPackage, inPackage, takenOut], {
    timeout: installMsMax,
  });
}
