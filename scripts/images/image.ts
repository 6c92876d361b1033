/** An image in the words of the OCI image specification: its config and its manifest, as bytes. */
import { userId } from '#shared/manifests/container.ts';
import { sha256 } from './layer.ts';

export const mediaTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
} as const;

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

export interface Layer {
  readonly descriptor: Descriptor;
  readonly diffId: string;
  /** What it is, for who reads an image's history. */
  readonly holds: string;
}

/** What a container of it starts, when it starts anything: a base does not. */
export interface Start {
  readonly entrypoint: readonly string[];
  readonly folder: string;
  readonly port: number;
}

export interface ImageSpec {
  readonly layers: readonly Layer[];
  readonly labels: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly created: string;
  readonly start?: Start;
}

export interface Image {
  readonly config: Uint8Array;
  readonly manifest: Uint8Array;
}

/** As the manifests of the cluster say too: an account without a name. */
export const account = `${userId}:${userId}`;
/** The one processor that the base is locked for. */
export const platform = { architecture: 'amd64', os: 'linux' } as const;

export function described(mediaType: string, bytes: Uint8Array): Descriptor {
  return { mediaType, digest: sha256(bytes), size: bytes.length };
}

export function imageOf({ layers, labels, created, start }: ImageSpec): Image {
  const config = bytesOf({
    created,
    ...platform,
    config: {
      User: account,
      ...(start === undefined
        ? {}
        : {
            ExposedPorts: { [`${start.port}/tcp`]: {} },
            Entrypoint: start.entrypoint,
            WorkingDir: start.folder,
            StopSignal: 'SIGTERM',
          }),
      Labels: labels,
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map(({ holds }) => ({ created, created_by: holds })),
  });
  const manifest = bytesOf({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: described(mediaTypes.config, config),
    layers: layers.map(({ descriptor }) => descriptor),
    annotations: labels,
  });
  return { config, manifest };
}

export function bytesOf(json: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(json));
}
