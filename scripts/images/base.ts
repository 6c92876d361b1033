/** What all images stand on: Node, the C library it is linked to, and no other program. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BasePackages, basePackages, filesOf } from './debian.ts';
import type { LayerFile } from './layer.ts';
import type { Part } from './sbom.ts';

const root = join(import.meta.dirname, '../..');

export const nodePath = 'usr/local/bin/node';

/** Names are asked of the system's files, then of DNS, which are both inside the C library. */
const nameService = 'hosts: files dns\n';

export interface Base {
  readonly files: readonly LayerFile[];
  readonly parts: readonly Part[];
}

export async function nodeBase(): Promise<Base> {
  const packages = await basePackages();
  return { files: await baseFiles(packages), parts: baseParts(packages) };
}

async function baseFiles({ packages }: BasePackages): Promise<readonly LayerFile[]> {
  const kept = join(root, '.serai/debian');
  return [
    { path: nodePath, content: await readFile(process.execPath), isProgram: true },
    { path: 'etc/nsswitch.conf', content: Buffer.from(nameService) },
    ...(await filesOf(packages, kept)),
  ];
}

function baseParts({ release, architecture, packages }: BasePackages): readonly Part[] {
  const node = process.version.slice(1);
  return [
    { name: 'node', version: node, licence: 'MIT', purl: `pkg:generic/node@${node}` },
    ...packages.map(({ name, version, licence, sha256 }) => ({
      ...{ name, version, licence },
      purl: `pkg:deb/debian/${name.replaceAll('+', '%2B')}@${version.replaceAll('+', '%2B')}?arch=${architecture}&distro=debian-${release}`,
      checksum: { algorithm: 'SHA256' as const, checksumValue: sha256 },
    })),
  ];
}
