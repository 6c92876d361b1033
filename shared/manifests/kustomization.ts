/** Kustomizations as far as files go: what they list is there, and what is there is listed. */
import { posix } from 'node:path';
import { at, type Found, foundIn, itemsAt } from './object.ts';
import { documentsIn } from './yaml.ts';

/** Text by path from the repository's root, with `/`. */
export type Texts = ReadonlyMap<string, string>;

const fileName = 'kustomization.yaml';
/** An overlay on a base on a base is as deep as anybody can follow; a circle is deeper. */
const depthMax = 8;

interface Kustomization {
  readonly folder: string;
  readonly resources: readonly string[];
  readonly components: readonly string[];
}

export function kustomizationFaults(texts: Texts): readonly string[] {
  const all = [...texts.keys()].filter(isKustomization).map((path) => kustomizationAt(path, texts));
  const listed = new Set(all.flatMap(({ resources }) => resources));
  const missing = all.flatMap(({ folder, resources, components }) =>
    [...resources, ...components]
      .filter((path) => !texts.has(path) && !texts.has(posix.join(path, fileName)))
      .map((path) => `${folder}/${fileName}: there is no ${path}`),
  );
  const forgotten = [...texts.keys()]
    .filter((path) => !isKustomization(path) && !listed.has(path))
    .map((path) => `${path}: no kustomization lists it`);
  return [...missing, ...forgotten];
}

/** Everything a kustomization gathers, as the files say it: components and patches are not applied. */
export function objectsUnder(folder: string, texts: Texts, depth = 1): readonly Found[] {
  if (depth > depthMax) throw new Error(`${folder}: more than ${depthMax} kustomizations deep`);
  const { resources } = kustomizationAt(posix.join(folder, fileName), texts);
  return resources.flatMap((path) => {
    const text = texts.get(path);
    if (text === undefined) return objectsUnder(path, texts, depth + 1);
    return documentsIn(text).flatMap((each) => foundIn(each) ?? []);
  });
}

function isKustomization(path: string): boolean {
  return posix.basename(path) === fileName;
}

function kustomizationAt(path: string, texts: Texts): Kustomization {
  const [document] = documentsIn(texts.get(path) ?? '');
  const folder = posix.dirname(path);
  const paths = (member: string) =>
    itemsAt(document, member)
      .filter((each) => typeof each === 'string')
      .map((each) => posix.join(folder, each));
  if (at(document, 'kind') === undefined) throw new Error(`There is no ${path}, or it has no kind`);
  return { folder, resources: paths('resources'), components: paths('components') };
}
