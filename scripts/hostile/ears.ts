/** Hears every answer of a house under attack: what reached a function, what broke, and what was given away. */
import type { AnyHttp } from '#shared/function/declare.ts';
import { standardProblems } from '#shared/http/problems.ts';
import type { Exchange } from '../testing/between.ts';

export interface Heard {
  readonly route: string;
  cases: number;
  /** Those that the function itself answered: all before it had let them pass. */
  reached: number;
  readonly statuses: Map<number, number>;
  readonly faults: string[];
}

export interface Secrets {
  readonly text: string;
  /** May be seen by operators alone. */
  readonly ids: readonly string[];
}

/** What is asked of no function: paths and methods that are not there. */
export const elsewhere = 'elsewhere';

/** So many are kept of a route; the rest says nothing new. */
const faultsMax = 5;

/** What an answer never holds: where code runs, what is asked of the database, and who asks it. */
const innards: readonly RegExp[] = [
  /\bat .{1,200}\.[cm]?[jt]s:\d+/,
  /node_modules|node:internal/,
  /\b(?:select\b.{1,300}\bfrom|insert into|update\b.{1,300}\bset|delete from)\b/i,
  /\bpg_[a-z]+|\bserai_[a-z]+\b|relation "|syntax error at|SQLSTATE|duplicate key|violates/,
  /ECONNREFUSED|ENOENT|postgres(?:ql)?:\/\//,
  /PRIVATE KEY|"d":"/,
];

interface Route {
  readonly declaration: AnyHttp;
  readonly method: string;
  readonly path: RegExp;
}

export class Ears {
  readonly heard = new Map<string, Heard>();
  readonly #routes: readonly Route[];
  readonly #secrets: Secrets;

  constructor(declarations: readonly AnyHttp[], secrets: Secrets) {
    this.#secrets = secrets;
    this.#routes = declarations.map((declaration) => {
      const [method = '', template = ''] = declaration.route.split(' ');
      const path = new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/?]*')}(?:\\?|$)`);
      return { declaration, method, path };
    });
  }

  /** Undefined for what is no function's. */
  routeOf(method: string, path: string): AnyHttp | undefined {
    const found = this.#routes.find((each) => each.method === method && each.path.test(path));
    return found?.declaration;
  }

  hear(exchange: Exchange): void {
    const declaration = this.routeOf(exchange.method, exchange.path);
    const heard = this.#of(declaration?.route ?? elsewhere);
    const { status } = exchange.answer;
    heard.cases += 1;
    heard.statuses.set(status, (heard.statuses.get(status) ?? 0) + 1);
    if (reachesFunction(exchange, declaration)) heard.reached += 1;
    for (const fault of this.#faultsOf(exchange, declaration)) {
      if (heard.faults.length < faultsMax) heard.faults.push(fault);
    }
  }

  #of(route: string): Heard {
    const known = this.heard.get(route);
    if (known !== undefined) return known;
    const made: Heard = { route, cases: 0, reached: 0, statuses: new Map(), faults: [] };
    this.heard.set(route, made);
    return made;
  }

  #faultsOf(exchange: Exchange, declaration: AnyHttp | undefined): readonly string[] {
    const { method, path, body, answer } = exchange;
    const asked = `${method} ${path} ${body}`.slice(0, 500);
    const faults: string[] = [];
    if (answer.status >= 500 && !isOthers(answer.body))
      faults.push(`${answer.status} for ${asked}: ${answer.body}`);
    if (!isJson(exchange)) return faults;
    const whole = `${JSON.stringify(answer.headers)} ${answer.body}`;
    // What the caller wrote may come back to it.
    const echoed = `${decoded(path)} ${body}`;
    for (const innard of innards) {
      const [text] = innard.exec(whole) ?? [];
      if (text !== undefined && !echoed.includes(text))
        faults.push(`gives away "${text}" for ${asked}`);
    }
    const seen = declaration !== undefined && isForOperators(declaration);
    const hidden = [this.#secrets.text, ...(seen ? [] : this.#secrets.ids)];
    for (const text of hidden) {
      if (whole.includes(text) && !echoed.toLowerCase().includes(text)) {
        faults.push(`shows another tenant's ${text} for ${asked}`);
      }
    }
    return faults;
  }
}

export function isForOperators({ permission }: AnyHttp): boolean {
  return /^(?:tenants|events|dead_letters|traces):/.test(permission);
}

function isJson({ answer }: Exchange): boolean {
  return /\bjson\b/.test(answer.headers['content-type'] ?? '');
}

/** Paths hold anything, also what is no encoding of a text. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Whether it tells of a server of others: an attack that names an identity provider names one that does not answer. */
function isOthers(body: string): boolean {
  return codeOf(body) === 'identity_provider_away';
}

/** Undefined for what is no problem document. */
function codeOf(body: string): string | undefined {
  try {
    const { code }: { code?: string } = JSON.parse(body);
    return code;
  } catch {
    return undefined;
  }
}

/** What the edge refuses it refuses by a code of its own; everything else, and what a function declares, is its answer. */
function reachesFunction({ answer }: Exchange, declaration: AnyHttp | undefined): boolean {
  if (answer.status < 400) return true;
  const code = codeOf(answer.body);
  // A refusal that is no problem document is nobody's.
  if (code === undefined) return false;
  return refusalsOf(declaration).includes(code) || !Object.hasOwn(standardProblems, code);
}

function refusalsOf(declaration: AnyHttp | undefined): readonly unknown[] {
  return Object.values(declaration?.answers ?? {}).flatMap((answer) =>
    Array.isArray(answer) ? answer : [],
  );
}
