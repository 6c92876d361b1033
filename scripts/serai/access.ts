/** Who the CLI is to the house: a token that was given, or a user of the local house and what it may do. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { type RoleName, roleNames } from '#schema/access.ts';
import type { IssuedToken } from '#schema/client.generated.ts';
import { type Api, apiClient } from './api.ts';
import type { World } from './command.ts';
import { exitCodes, Sorry } from './sorry.ts';

export const accessOptions = {
  url: { value: 'URL', help: 'Where the house answers (http://127.0.0.1:8080)' },
  token: { value: 'TOKEN', help: 'A bearer token; or in SERAI_TOKEN' },
  home: { value: 'DIR', help: 'Where the local house keeps its things (.serai)' },
  tenant: { value: 'ID', help: 'Act for this tenant' },
  user: { value: 'EMAIL', help: 'Act as this user of the local house' },
} as const;

export interface AccessValues {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly home?: string | undefined;
  readonly tenant?: string | undefined;
  readonly user?: string | undefined;
}

const defaultUrl = 'http://127.0.0.1:8080';
const defaultHome = '.serai';

const Credentials = z.object({
  url: z.url(),
  users: z.array(
    z.object({
      email: z.string(),
      password: z.string(),
      role: z.string(),
      tenantId: z.string().optional(),
      title: z.string().optional(),
    }),
  ),
});
type Credentials = z.infer<typeof Credentials>;
export type LocalUser = Credentials['users'][number];

export function homeOf(values: AccessValues, world: World): string {
  return values.home ?? world.env['SERAI_HOME'] ?? defaultHome;
}

export async function urlOf(values: AccessValues, world: World): Promise<string> {
  const given = values.url ?? world.env['SERAI_URL'];
  if (given !== undefined) {
    if (!URL.canParse(given)) throw new Sorry(`"${given}" is not a URL.`, exitCodes.usage);
    return given;
  }
  return (await credentialsIn(homeOf(values, world)))?.url ?? defaultUrl;
}

export async function credentialsIn(home: string): Promise<Credentials | undefined> {
  const path = join(home, 'credentials.json');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return Credentials.parse(JSON.parse(text));
  } catch (cause) {
    throw new Sorry(`${path} is damaged; start the house again.`, exitCodes.failed, cause);
  }
}

/** `front-desk` as people write it. */
export function roleOf(name: string): RoleName {
  const found = roleNames.find((role) => role === name.replaceAll('-', '_'));
  if (found !== undefined) return found;
  const known = roleNames.map((role) => role.replaceAll('_', '-')).join(', ');
  throw new Sorry(`There is no role "${name}"; the roles are ${known}.`, exitCodes.usage);
}

/** An API client that may do what the role may, unless a token was given: then what the token may. */
export async function apiAs(role: RoleName, values: AccessValues, world: World): Promise<Api> {
  const url = await urlOf(values, world);
  const given = values.token ?? world.env['SERAI_TOKEN'];
  if (given !== undefined) return apiClient(url, () => Promise.resolve(given));
  const user = await localUser(role, values, world);
  return apiClient(url, tokensOf(url, user));
}

export async function localUser(
  role: RoleName,
  values: AccessValues,
  world: World,
): Promise<LocalUser> {
  const home = homeOf(values, world);
  const credentials = await credentialsIn(home);
  if (credentials === undefined) {
    throw new Sorry(
      `There is no local house in ${home}; give a token with --token or SERAI_TOKEN.`,
    );
  }
  const found = credentials.users.find(
    (user) =>
      (values.user === undefined ? user.role === role : user.email === values.user) &&
      (values.tenant === undefined || user.tenantId === values.tenant || role === 'operator'),
  );
  if (found !== undefined) return found;
  const wanted = values.user ?? `a user with the role ${role.replaceAll('_', '-')}`;
  const where = values.tenant === undefined ? '' : ` of tenant ${values.tenant}`;
  throw new Sorry(`${home}/credentials.json has not ${wanted}${where}.`);
}

/** A token is renewed before its last minute, in which a request could outlive it. */
const renewBeforeMs = 60_000;

/** Signs in when a token is first needed, and again before it ends. */
export function tokensOf(
  url: string,
  { email, password }: Pick<LocalUser, 'email' | 'password'>,
): () => Promise<string> {
  let current: { readonly token: Promise<string>; untilMs: number } | undefined;
  async function signIn(): Promise<string> {
    const answer = await issueToken(url, email, password);
    if (current !== undefined)
      current.untilMs = Date.now() + answer.expires_in * 1000 - renewBeforeMs;
    return answer.access_token;
  }
  return () => {
    if (current === undefined || current.untilMs < Date.now()) {
      current = { token: signIn(), untilMs: Number.POSITIVE_INFINITY };
      current.token.catch(() => {
        current = undefined;
      });
    }
    return current.token;
  };
}

/** The house's own issuer; a wrong password is a refusal like any other. */
export function issueToken(url: string, email: string, password: string): Promise<IssuedToken> {
  const issuer = apiClient(url, () => Promise.resolve(''));
  return issuer.call('issue-token', { body: { email, password }, repeatable: true });
}
