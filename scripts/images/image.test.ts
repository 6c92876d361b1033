/** The specification's words, strictly: a member that it does not know is a member that we misspelt. */
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { described, imageOf, type Layer, mediaTypes } from './image.ts';
import { sha256 } from './layer.ts';

const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const descriptor = (mediaType: string) =>
  z.strictObject({ mediaType: z.literal(mediaType), digest: Digest, size: z.number().positive() });
const Labels = z.record(z.string().regex(/^[a-z0-9.-]+(?:\/[a-z0-9-]+)?$/), z.string().min(1));

const Manifest = z.strictObject({
  schemaVersion: z.literal(2),
  mediaType: z.literal(mediaTypes.manifest),
  config: descriptor(mediaTypes.config),
  layers: z.array(descriptor(mediaTypes.layer)).min(1),
  annotations: Labels,
});
const Config = z.strictObject({
  created: z.iso.datetime(),
  architecture: z.literal('amd64'),
  os: z.literal('linux'),
  config: z.strictObject({
    User: z.literal('65532:65532'),
    ExposedPorts: z.record(z.string().regex(/^\d+\/tcp$/), z.strictObject({})).optional(),
    Entrypoint: z.array(z.string()).optional(),
    WorkingDir: z.string().startsWith('/').optional(),
    StopSignal: z.literal('SIGTERM').optional(),
    Labels,
  }),
  rootfs: z.strictObject({ type: z.literal('layers'), diff_ids: z.array(Digest) }),
  history: z.array(z.strictObject({ created: z.iso.datetime(), created_by: z.string() })),
});

const layer = (text: string): Layer => ({
  descriptor: described(mediaTypes.layer, Buffer.from(text)),
  diffId: sha256(`unpacked ${text}`),
  holds: text,
});
const spec = {
  layers: [layer('base'), layer('function')],
  labels: { 'org.opencontainers.image.title': 'post/send-parcel', 'post.example/context': 'post' },
  created: '2026-11-28T12:00:00.000Z',
  start: { entrypoint: ['/node', '/app/main.js'], folder: '/app', port: 8080 },
};

function read(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString('utf8'));
}

describe('an image', () => {
  const { config, manifest } = imageOf(spec);

  test('is a manifest that names its config and its layers in order', () => {
    const parsed = Manifest.parse(read(manifest));
    expect(parsed.config).toEqual(described(mediaTypes.config, config));
    expect(parsed.layers).toEqual(spec.layers.map((each) => each.descriptor));
    expect(parsed.annotations).toEqual(spec.labels);
  });

  test('starts its program as nobody, without a shell between', () => {
    const parsed = Config.parse(read(config));
    expect(parsed.config).toEqual({
      User: '65532:65532',
      ExposedPorts: { '8080/tcp': {} },
      Entrypoint: ['/node', '/app/main.js'],
      WorkingDir: '/app',
      StopSignal: 'SIGTERM',
      Labels: spec.labels,
    });
    expect(parsed.rootfs.diff_ids).toEqual(spec.layers.map((each) => each.diffId));
    expect(parsed.history.map((each) => each.created_by)).toEqual(['base', 'function']);
  });

  test('that is a base starts nothing', () => {
    const { start: _, ...base } = spec;
    const parsed = Config.parse(read(imageOf(base).config));
    expect(parsed.config).toEqual({ User: '65532:65532', Labels: spec.labels });
  });

  test('is the same bytes for the same spec', () => {
    expect(imageOf(spec)).toEqual({ config, manifest });
  });
});
