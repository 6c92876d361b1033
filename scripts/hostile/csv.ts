/**
 * Sends hostile files to every route that takes CSV, and looks what is left: all that is right in a file, nothing of what is
 * not, each with its line and reason; and the same file again changes nothing.
 */
import { isDeepStrictEqual } from 'node:util';
import { ImportedLines, problemsMax } from '#schema/rooms/http.ts';
import type { AnyHttp } from '#shared/function/declare.ts';
import { type Answer, type Desk, property } from '../testing/desk.ts';
import { type CsvFile, csvFiles } from './csv-files.ts';
import { type CsvForm, csvForms } from './csv-forms.ts';
import { documentedProblems } from './document.ts';
import type { Verdict } from './verdict.ts';

/** So many have to be read, or refused by the function itself: the edge refuses the others. */
const reachedPartMin = 0.3;
/** More of the same says nothing new. */
const faultsMax = 5;
/** A property is known here a moment after it was opened. */
const [knownWaitMs, knownTriesMax] = [50, 200];

export interface CsvAttack {
  readonly declarations: readonly AnyHttp[];
  /** The OpenAPI document. */
  readonly text: string;
  /** Of a tenant's administrator: what is sent by `sends` is heard, what `looks` asks for is not. */
  readonly sends: Desk;
  readonly looks: Desk;
  readonly cases: number;
  readonly seed: number;
}

export async function attackCsv(of: CsvAttack): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const declaration of of.declarations) {
    if (declaration.textBody === undefined) continue;
    const title = `csv: nothing is half-written by ${declaration.name}`;
    const form = csvForms[declaration.route.split('/').at(-1) ?? ''];
    const faults =
      form === undefined ? ['has no form of files here'] : await attackOne(of, declaration, form);
    verdicts.push({ title, faults: faults.slice(0, faultsMax) });
  }
  return verdicts;
}

async function attackOne(
  of: CsvAttack,
  declaration: AnyHttp,
  form: CsvForm,
): Promise<readonly string[]> {
  const route: Route = {
    ...{ form, path: await opened(of.looks), end: declaration.route.split('/').at(-1) ?? '' },
    problems: documentedProblems(of.text, declaration.route),
  };
  const faults: string[] = [];
  let reached = 0;
  for (const [at, file] of csvFiles(form, of.seed, of.cases).entries()) {
    const before = await standing(of.looks, route);
    const first = await send(of.sends, route, file, `csv-${of.seed}-${at}`);
    if (first.status === 200 || first.body?.code === 'csv_header_unfit') reached += 1;
    const after = await standing(of.looks, route);
    const found = [
      ...undocumented(route, first),
      ...unlike(file, first),
      ...(first.status === 200
        ? [
            ...faultsOfRead(file, first, before, after),
            ...(await again(of, route, file, at, first, after)),
          ]
        : changed(before, after, 'a refusal left something')),
    ];
    faults.push(...found.map((fault) => `${file.what} (seed ${of.seed}, ${at}): ${fault}`));
  }
  if (reached < of.cases * reachedPartMin) faults.push(`${reached} of ${of.cases} reach it`);
  return faults;
}

interface Route {
  readonly form: CsvForm;
  /** Of a property of its own. */
  readonly path: string;
  readonly end: string;
  /** Codes of refusals, by their status. */
  readonly problems: ReadonlyMap<number, readonly string[]>;
}

async function opened(desk: Desk): Promise<string> {
  const { body } = await desk.post('/v1/properties', { ...property(3), name: 'House of files' });
  const path = `/v1/properties/${body.id}`;
  for (let tries = 0; (await desk.get(path)).status !== 200; tries += 1) {
    if (tries === knownTriesMax) throw new Error('the house of files is not known');
    await new Promise((resolve) => setTimeout(resolve, knownWaitMs));
  }
  return path;
}

function send(desk: Desk, { path, end }: Route, file: CsvFile, key: string): Promise<Answer> {
  return desk.send('POST', `${path}/${end}`, {
    ...{
      body: new Blob([file.bytes]).stream(),
      headers: { ...file.headers, 'idempotency-key': key },
    },
  });
}

/** What is listed, by its name. */
async function standing(desk: Desk, { form, path }: Route): Promise<ReadonlyMap<string, object>> {
  const { list, name, path: below } = form.listed;
  const { status, body } = await desk.get(`${path}/${below}`);
  if (status !== 200) throw new Error(`${below} answers ${status}`);
  return new Map(body[list].map((each: Readonly<Record<string, object>>) => [each[name], each]));
}

/** As the document says: a problem of its status, or the form of an answer that is strict. */
function undocumented({ problems }: Route, { status, body, headers }: Answer): readonly string[] {
  if (status === 200) {
    const read = ImportedLines.safeParse(body);
    return read.success ? [] : [`answers ${JSON.stringify(body).slice(0, 200)}`];
  }
  const isRight =
    headers.get('content-type') === 'application/problem+json' &&
    problems.get(status)?.includes(body.code) === true &&
    body.status === status &&
    typeof body.title === 'string' &&
    body.requestId === headers.get('x-request-id');
  return isRight ? [] : [`refuses with ${status} ${JSON.stringify(body).slice(0, 200)}`];
}

function unlike({ comes }: CsvFile, { status, body }: Answer): readonly string[] {
  const is = status === 200 ? 'read' : 'refused';
  return comes === 'either' || is === comes ? [] : [`is ${is}: ${status} ${body?.code ?? ''}`];
}

type Standing = ReadonlyMap<string, object>;

function faultsOfRead(
  { good, bad }: CsvFile,
  { body }: Answer,
  before: Standing,
  after: Standing,
): readonly string[] {
  const { lines, created, changed: moved, unchanged, refused, problems } = body as ImportedLines;
  const named = new Set(problems.map(({ line }) => line));
  const faults: string[] = [];
  if (created + moved + unchanged + refused !== lines) faults.push('the counts are not all lines');
  if (after.size - before.size !== created)
    faults.push(`created ${created}, and ${after.size - before.size} are new`);
  if (refused > 0 && problems.length === 0) faults.push('refuses lines and names none');
  if (problems.some(({ reason }) => reason === '')) faults.push('gives no reason');
  if (problems.length > problemsMax) faults.push('names more than it may');
  for (const key of good) if (!after.has(key)) faults.push(`${key} is good and not there`);
  for (const { line, key } of bad) {
    if (!named.has(line)) faults.push(`line ${line} is bad and not named`);
    if (key !== undefined && !isDeepStrictEqual(before.get(key), after.get(key)))
      faults.push(`line ${line} is bad, and ${key} is not as it was`);
  }
  return faults;
}

/** Under another key, so that it is read once more. */
async function again(
  of: CsvAttack,
  route: Route,
  file: CsvFile,
  at: number,
  first: Answer,
  after: Standing,
): Promise<readonly string[]> {
  const second = await send(of.sends, route, file, `csv-${of.seed}-${at}-again`);
  const { created, changed: moved, unchanged, ...rest } = first.body as ImportedLines;
  const expected = { ...rest, created: 0, changed: 0, unchanged: created + moved + unchanged };
  const told = isDeepStrictEqual(second.body, expected)
    ? []
    : [`the second time it says ${JSON.stringify(second.body).slice(0, 200)}`];
  return [
    ...told,
    ...changed(after, await standing(of.looks, route), 'the second time changed something'),
  ];
}

function changed(one: Standing, other: Standing, fault: string): readonly string[] {
  return isDeepStrictEqual(one, other) ? [] : [fault];
}
