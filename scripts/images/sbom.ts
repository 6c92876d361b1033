/** What is inside an image, as an SPDX 2.3 document: the same contents are the same document, to the byte. */
import * as z from 'zod';
import { bytesOf } from './image.ts';
import { sha256 } from './layer.ts';

const Locked = z.object({
  version: z.string(),
  license: z.string().optional(),
  integrity: z.string().optional(),
});
const PackageLock = z.object({ packages: z.record(z.string(), z.unknown()) });

/** One thing that somebody else made, or we did. */
export interface Part {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression, as its maker says; undefined when nobody does. */
  readonly licence: string | undefined;
  /** Package URL: `pkg:npm/pg@8.23.1`. */
  readonly purl: string;
  readonly checksum?: { readonly algorithm: 'SHA256' | 'SHA512'; readonly checksumValue: string };
}

/** The parts that stand at these places of `package-lock.json`. */
export function npmParts(places: readonly string[], lockFile: string): readonly Part[] {
  const { packages } = PackageLock.parse(JSON.parse(lockFile));
  return places.map((place) => {
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const { version, license, integrity } = Locked.parse(packages[place]);
    return {
      ...{ name, version, licence: license },
      purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
      ...(integrity?.startsWith('sha512-') ? { checksum: sha512Of(integrity) } : {}),
    };
  });
}

function sha512Of(integrity: string): NonNullable<Part['checksum']> {
  const bytes = Buffer.from(integrity.slice('sha512-'.length), 'base64');
  return { algorithm: 'SHA512', checksumValue: bytes.toString('hex') };
}

/** SPDX has no way to leave a time out, and a build has none that would be the same tomorrow. */
const noTime = '1970-01-01T00:00:00Z';
const noAssertion = 'NOASSERTION';

/** `whole` is what the document is about; it contains the others. */
export function sbomOf(whole: Part, parts: readonly Part[]): Uint8Array {
  const all = [whole, ...parts.toSorted((a, b) => (a.purl < b.purl ? -1 : 1))];
  const packages = all.map((part, at) => spdxPackage(part, idOf(at)));
  return bytesOf({
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: `${whole.name}-${whole.version}`,
    documentNamespace: `https://serai.dev/spdx/${whole.name}-${whole.version}-${sha256(
      JSON.stringify(packages),
    ).slice('sha256:'.length)}`,
    creationInfo: { created: noTime, creators: ['Tool: serai-images'] },
    packages,
    relationships: [
      relationship('SPDXRef-DOCUMENT', 'DESCRIBES', idOf(0)),
      ...parts.map((_, at) => relationship(idOf(0), 'CONTAINS', idOf(at + 1))),
    ],
  });
}

function idOf(at: number): string {
  return `SPDXRef-Package-${at}`;
}

function relationship(from: string, relationshipType: string, to: string): object {
  return { spdxElementId: from, relationshipType, relatedSpdxElement: to };
}

function spdxPackage({ name, version, licence, purl, checksum }: Part, SPDXID: string): object {
  return {
    SPDXID,
    name,
    versionInfo: version,
    downloadLocation: noAssertion,
    filesAnalyzed: false,
    licenseConcluded: noAssertion,
    licenseDeclared: licence ?? noAssertion,
    copyrightText: noAssertion,
    ...(checksum === undefined ? {} : { checksums: [checksum] }),
    externalRefs: [
      { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl },
    ],
  };
}
