/** The guide for operators: what it says can be typed, and is about things that there are. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { objectsUnder } from '#shared/manifests/kustomization.ts';
import { at, isKnativeService, membersAt } from '#shared/manifests/object.ts';
import { templateOf } from '#shared/manifests/rules/fault.ts';
import { manifestTexts } from '../check-manifests.ts';
import { kubectlScript, sectionsOf } from './document.ts';
import { guideFaults, KnReference } from './faults.ts';
import published from './kn-reference.json' with { type: 'json' };
import { operate } from './on-cluster.ts';

const root = join(import.meta.dirname, '../..');
const guide = await readFile(join(root, 'docs/operate.md'), 'utf8');
const reference = KnReference.parse(published);
const objects = objectsUnder('knative/overlays/standard', manifestTexts());

function faultsIn(block: string): readonly string[] {
  return guideFaults(sectionsOf(`## A\n\n\`\`\`sh\n${block}\n\`\`\`\n`), reference, objects);
}

describe('The guide', () => {
  test('has a kubectl line below every kn line, knows its commands, and names what there is', () => {
    const sections = sectionsOf(guide);
    expect(guideFaults(sections, reference, objects)).toEqual([]);
    const programs = sections.flatMap(({ lines }) => lines.map(({ words }) => words[0]));
    expect(programs.filter((each) => each === 'kn')).toHaveLength(18);
    expect(programs.filter((each) => each === 'kubectl')).toHaveLength(27);
  });

  test('uses every command that the reference is kept for', () => {
    const commands = sectionsOf(guide).flatMap(({ lines }) =>
      lines.map(({ words }) => words.slice(1).join(' ')),
    );
    const unused = Object.keys(reference.commands).filter(
      (each) => !commands.some((command) => command.startsWith(each)),
    );
    expect(unused).toEqual([]);
  });
});

describe('A guide is refused', () => {
  const known = 'kubectl get ksvc submit-reservation';
  test.each([
    ['kn service list', 'kn service list: no kubectl below it'],
    [`kn service list\nkn broker list\n${known}`, 'kn service list: no kubectl below it'],
    [`kn service lst\n${known}`, 'kn service lst: the reference has no such command'],
    [`kn service list -l a=b\n${known}`, 'kn service list -l a=b: kn service list has no -l'],
    [`kn broker list a\n${known}`, 'kn broker list a: kn broker list takes other names'],
    [`kn service wait\n${known}`, 'kn service wait: kn service wait takes other names'],
    [
      `kn service describe submit-reservatoin\n${known}`,
      'kn service describe submit-reservatoin: there is no service submit-reservatoin',
    ],
    [
      `kn revision list -s submit\n${known}`,
      'kn revision list -s submit: there is no service submit',
    ],
    [
      `kn source ping describe decide-reservations\n${known}`,
      'kn source ping describe decide-reservations: there is no ping decide-reservations',
    ],
    [
      'kubectl describe trigger reservations',
      'kubectl describe trigger reservations: there is no trigger reservations',
    ],
    [
      'kubectl wait ksvc/submit --for=condition=Ready',
      'kubectl wait ksvc/submit --for=condition=Ready: there is no ksvc submit',
    ],
    [
      'kubectl events --for ksvc/submit',
      'kubectl events --for ksvc/submit: there is no ksvc submit',
    ],
    [
      'kubectl logs deployment/relay',
      'kubectl logs deployment/relay: there is no deployment relay',
    ],
    [
      'kubectl get ksvc -l serai.dev/context=reservation',
      'kubectl get ksvc -l serai.dev/context=reservation: nothing has the label serai.dev/context=reservation',
    ],
    [
      'kubectl get ksvc -L serai.dev/context,serai.dev/version',
      'kubectl get ksvc -L serai.dev/context,serai.dev/version: nothing has the label serai.dev/version',
    ],
    [
      'kubectl get revisions -l serving.knative.dev/service=submit',
      'kubectl get revisions -l serving.knative.dev/service=submit: there is no ksvc submit',
    ],
  ])('that says %s', (block, fault) => {
    expect(faultsIn(block)).toContain(fault);
  });
});

test('Every function says of which context, operation and version it is, and so do its pods', () => {
  // A Job is the set-up's, which is of no context.
  const made = objects.filter((each) => templateOf(each) !== undefined && each.kind !== 'Job');
  expect(made.length).toBeGreaterThan(40);
  for (const each of made) {
    const wanted = {
      'app.kubernetes.io/version': expect.stringMatching(/^\d+\.\d+\.\d+$/),
      'serai.dev/context': expect.any(String),
      'serai.dev/operation': each.name,
    };
    expect(membersAt(each.whole, 'metadata', 'labels')).toMatchObject(wanted);
    expect(membersAt(templateOf(each), 'metadata', 'labels')).toMatchObject(wanted);
    const told = membersAt(each.whole, 'metadata', 'annotations');
    expect(told['serai.dev/purpose']).toMatch(/\.$/);
    if (
      isKnativeService(each) &&
      at(each.whole, 'metadata', 'labels', 'app.kubernetes.io/component') === 'http'
    )
      expect(told['serai.dev/route']).toMatch(/^[A-Z]+ \//);
  }
});

describe('On a cluster', () => {
  let folder: string;
  let kubectl: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'serai-operate-'));
    kubectl = join(folder, 'kubectl');
    // Stands for kubectl: it tells what it was asked, and refuses what `REFUSED` says.
    await writeFile(
      kubectl,
      '#!/bin/sh\necho "$@"\ncase "$*" in *"$REFUSED"*) echo no >&2; exit 1;; esac\n',
    );
    await chmod(kubectl, 0o755);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const asked = (more: NodeJS.ProcessEnv = {}, without?: readonly string[]) =>
    operate({
      namespace: 'house',
      env: {
        PATH: process.env['PATH'],
        KUBECTL: `${kubectl} --context here`,
        REFUSED: 'nothing',
        ...more,
      },
      ...(without === undefined ? {} : { without }),
    });

  test('every kubectl command is run in the namespace, none of kn', async () => {
    const { code, out } = await asked();
    expect(code).toBe(0);
    const ran = out.split('\n').filter((line) => line !== '');
    expect(ran).toHaveLength(27);
    expect(ran.filter((line) => !line.startsWith('--context here '))).toEqual([]);
    expect(ran.filter((line) => !line.includes('-n house'))).toEqual([]);
  });

  test('what this cluster has nothing for is left out, by its heading', async () => {
    const { code, out } = await asked({}, ['Events', 'Consumers and relays']);
    expect(code).toBe(0);
    expect(out).not.toMatch(/broker|scaledobject/);
    await expect(asked({}, ['Nothing'])).rejects.toThrow('The guide has no Nothing');
  });

  test('a command that fails ends it, and is told', async () => {
    const { code, out, err } = await asked({ REFUSED: 'get route' });
    expect(code).toBe(1);
    expect(err.trim().split('\n').slice(-2)).toEqual([
      expect.stringContaining('get route submit-reservation -n house'),
      'no',
    ]);
    expect(out).not.toContain('get pods');
  });

  test('variables are kept from one line to the next', () => {
    const script = kubectlScript(sectionsOf(guide));
    expect(script.indexOf('OLD=$(')).toBeGreaterThan(0);
    expect(script.indexOf('OLD=$(')).toBeLessThan(script.indexOf('"$OLD"'));
  });
});
