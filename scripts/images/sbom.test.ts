import { describe, expect, test } from 'vitest';
import { placeOf } from '../bundling/packages-inside.ts';
import { npmParts, sbomOf } from './sbom.ts';

const lock = JSON.stringify({
  packages: {
    '': { name: 'post' },
    'node_modules/pg': { version: '8.0.1', license: 'MIT', integrity: 'sha512-AQID' },
    'node_modules/a/node_modules/@b/c': { version: '1.0.0' },
  },
});
const whole = { name: 'post/send', version: '1', licence: 'Apache-2.0', purl: 'pkg:oci/send@1' };

describe('the bill of an image', () => {
  test('has every package by name, version, licence, checksum and package URL', () => {
    expect(npmParts(['node_modules/pg', 'node_modules/a/node_modules/@b/c'], lock)).toEqual([
      {
        ...{ name: 'pg', version: '8.0.1', licence: 'MIT', purl: 'pkg:npm/pg@8.0.1' },
        checksum: { algorithm: 'SHA512', checksumValue: '010203' },
      },
      { name: '@b/c', version: '1.0.0', licence: undefined, purl: 'pkg:npm/%40b/c@1.0.0' },
    ]);
  });

  test('is refused for a package that the lock file does not know', () => {
    expect(() => npmParts(['node_modules/unknown'], lock)).toThrow();
  });

  test('is an SPDX document in which the image contains the others', () => {
    const parts = npmParts(['node_modules/pg', 'node_modules/a/node_modules/@b/c'], lock);
    const document = JSON.parse(Buffer.from(sbomOf(whole, parts)).toString());
    expect(document).toEqual({
      spdxVersion: 'SPDX-2.3',
      dataLicense: 'CC0-1.0',
      SPDXID: 'SPDXRef-DOCUMENT',
      name: 'post/send-1',
      documentNamespace: expect.stringMatching(
        /^https:\/\/serai\.dev\/spdx\/post\/send-1-[0-9a-f]{64}$/,
      ),
      creationInfo: { created: '1970-01-01T00:00:00Z', creators: ['Tool: serai-images'] },
      packages: [
        inDocument(0, 'post/send', '1', 'Apache-2.0', 'pkg:oci/send@1'),
        inDocument(1, '@b/c', '1.0.0', 'NOASSERTION', 'pkg:npm/%40b/c@1.0.0'),
        {
          ...inDocument(2, 'pg', '8.0.1', 'MIT', 'pkg:npm/pg@8.0.1'),
          checksums: [{ algorithm: 'SHA512', checksumValue: '010203' }],
        },
      ],
      relationships: [
        related('SPDXRef-DOCUMENT', 'DESCRIBES', 'SPDXRef-Package-0'),
        related('SPDXRef-Package-0', 'CONTAINS', 'SPDXRef-Package-1'),
        related('SPDXRef-Package-0', 'CONTAINS', 'SPDXRef-Package-2'),
      ],
    });
  });

  test('is the same bytes in whatever order packages come, and others for other packages', () => {
    const parts = npmParts(['node_modules/pg', 'node_modules/a/node_modules/@b/c'], lock);
    expect(sbomOf(whole, parts)).toEqual(sbomOf(whole, parts.toReversed()));
    expect(sbomOf(whole, parts)).not.toEqual(sbomOf(whole, parts.slice(1)));
  });
});

function inDocument(at: number, name: string, version: string, licence: string, purl: string) {
  return {
    ...{ SPDXID: `SPDXRef-Package-${at}`, name, versionInfo: version },
    ...{ downloadLocation: 'NOASSERTION', filesAnalyzed: false, copyrightText: 'NOASSERTION' },
    ...{ licenseConcluded: 'NOASSERTION', licenseDeclared: licence },
    externalRefs: [
      {
        referenceCategory: 'PACKAGE-MANAGER',
        referenceType: 'purl',
        referenceLocator: purl,
      },
    ],
  };
}

function related(spdxElementId: string, relationshipType: string, relatedSpdxElement: string) {
  return { spdxElementId, relationshipType, relatedSpdxElement };
}

test.each([
  ['node_modules/pg/lib/index.js', 'node_modules/pg'],
  ['node_modules/@b/c/index.js', 'node_modules/@b/c'],
  ['node_modules/a/node_modules/@b/c/x/y.js', 'node_modules/a/node_modules/@b/c'],
  ['../elsewhere/node_modules/pg/index.js', 'node_modules/pg'],
  ['beside, when used:node_modules/pg/index.js', 'node_modules/pg'],
  ['shared/decide.ts', undefined],
  ['zod-later:zod', undefined],
])('%s is of %s', (path, place) => {
  expect(placeOf(path)).toBe(place);
});
