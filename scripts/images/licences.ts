/** The licences of the packages inside a bundle, whole, as most of them ask of every copy. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const isLicence = /^(?:licen[cs]e|copying|notice)(?:[.-]|$)/i;

export async function licencesOf(places: readonly string[], root: string): Promise<Uint8Array> {
  const texts = await Promise.all(places.map((place) => licenceOf(join(root, place), place)));
  return Buffer.from(texts.join('\n'));
}

async function licenceOf(folder: string, place: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => isLicence.test(name)).toSorted();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return [`--- ${place.slice('node_modules/'.length)}`, ...texts, ''].join('\n');
}
