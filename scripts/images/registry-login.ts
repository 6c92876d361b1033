/** Who we are to a registry: what it asks for is in its first 401, and the answer goes with every request. */
import * as z from 'zod';
import { SetupProblem } from '#shared/database/setup-problem.ts';

/** From the environment; a registry that lets anybody in asks for neither. */
export interface Credentials {
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Said as it is, where a registry gave one out. */
  readonly token?: string | undefined;
}

export interface Challenged {
  readonly host: string;
  readonly repository: string;
  readonly credentials: Credentials;
}

const Token = z.object({ token: z.string().optional(), access_token: z.string().optional() });
/** A token service answers at once or not at all. */
const tokenMsMax = 30_000;

/** What `Authorization` has to say; undefined when there is nothing to say. */
export async function challenged(challenge: string, of: Challenged): Promise<string | undefined> {
  const { credentials } = of;
  if (credentials.token !== undefined) return `Bearer ${credentials.token}`;
  if (/^basic\b/i.test(challenge)) return basic(credentials);
  const realm = parameter(challenge, 'realm');
  if (!/^bearer\b/i.test(challenge) || realm === undefined) return undefined;
  return `Bearer ${await tokenOf(realm, challenge, of)}`;
}

/** Only what stays on this machine goes without TLS. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/.test(host);
}

function basic({ user, password }: Credentials): string | undefined {
  if (user === undefined || password === undefined) return undefined;
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

async function tokenOf(realm: string, challenge: string, of: Challenged): Promise<string> {
  const { host, repository, credentials } = of;
  const url = new URL(realm);
  if (url.protocol !== 'https:' && !isLoopback(url.host)) {
    throw new SetupProblem(
      `${host} names a token service without TLS, which is not told who we are.`,
    );
  }
  const service = parameter(challenge, 'service');
  if (service !== undefined) url.searchParams.set('service', service);
  url.searchParams.set('scope', `repository:${repository}:pull,push`);
  const login = basic(credentials);
  const answer = await fetch(url, {
    headers: login === undefined ? {} : { authorization: login },
    signal: AbortSignal.timeout(tokenMsMax),
  }).catch((cause: unknown) => {
    throw new SetupProblem(`The token service of ${host} cannot be reached.`, { cause });
  });
  if (!answer.ok) {
    throw new SetupProblem(
      `The token service of ${host} refuses with ${answer.status}. ` +
        'REGISTRY_USER and REGISTRY_PASSWORD, or REGISTRY_TOKEN, say who you are.',
    );
  }
  const { token, access_token } = Token.parse(await answer.json());
  const given = token ?? access_token;
  if (given === undefined) throw new SetupProblem(`The token service of ${host} gave no token.`);
  return given;
}

function parameter(challenge: string, name: string): string | undefined {
  return new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(challenge)?.[1];
}
