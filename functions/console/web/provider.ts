/**
 * Signing in at a tenant's identity provider (authorization code with PKCE): what is made here is known
 * to this tab alone and used once, so what comes back was begun here, by whoever sits here.
 */
import type { SignInStart } from '#schema/console.ts';
import { type Answer, call, sentence } from './api.ts';
import { byId } from './dom.ts';
import { keepSession, type Session } from './session.ts';

interface Begun {
  readonly id: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

const storedAs = 'sign-in';

export const provider: SignInStart | null = JSON.parse(
  byId('provider', HTMLScriptElement).textContent,
);

function base64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function random(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

async function challengeOf(verifier: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return base64url(new Uint8Array(hash));
}

/** One for each provider, so that an answer of another one does not come here. */
function pageOf(id: string): string {
  return `${location.origin}/sign-in/${id}`;
}

export async function begin(at: SignInStart): Promise<void> {
  const begun: Begun = { id: at.id, state: random(), nonce: random(), codeVerifier: random() };
  sessionStorage.setItem(storedAs, JSON.stringify(begun));
  const url = new URL(at.authorizationEndpoint);
  const { state, nonce } = begun;
  const own = { redirect_uri: pageOf(at.id), state, nonce };
  const codeChallenge = await challengeOf(begun.codeVerifier);
  const all = { ...at.parameters, ...own, code_challenge: codeChallenge };
  for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
  location.assign(url);
}

/** A text says why nobody is signed in; undefined: nobody comes back from a provider. */
export async function comeBack(): Promise<Session | string | undefined> {
  const said = new URLSearchParams(location.search);
  if (provider === null || !(said.has('code') || said.has('error'))) return undefined;
  // The code stays in no history, and is tried once.
  history.replaceState(null, '', location.pathname);
  const stored = sessionStorage.getItem(storedAs);
  sessionStorage.removeItem(storedAs);
  const begun: Begun | undefined = stored === null ? undefined : JSON.parse(stored);
  if (begun?.id !== provider.id || begun.state !== said.get('state'))
    return 'This sign-in was not begun in this tab; begin again.';
  // Of a provider that names itself (RFC 9207), none other may answer.
  if ((said.get('iss') ?? provider.issuer) !== provider.issuer)
    return 'Another provider answered; begin again.';
  const code = said.get('code');
  if (code === null) return `${provider.title} did not sign you in (${said.get('error')}).`;
  const { id, nonce, codeVerifier } = begun;
  const answer = await call(undefined, 'complete-sign-in', {
    params: { identityProviderId: id },
    body: { code, nonce, codeVerifier, redirectUri: pageOf(id) },
  });
  return answer.kind === 'done' ? sessionOf(answer, provider) : reasonOf(answer);
}

type Completed = Answer<'complete-sign-in'>;

function reasonOf(answer: Exclude<Completed, { kind: 'done' }>): string {
  return answer.kind === 'refused'
    ? sentence(answer.problem)
    : 'The house does not answer; begin again.';
}

function sessionOf(
  { body }: Extract<Completed, { kind: 'done' }>,
  { id, endSessionEndpoint, parameters }: SignInStart,
): Session {
  const { access_token: token, id_token: idToken, name } = body;
  return keepSession({
    ...{ email: name, token, followToken: token },
    ...(endSessionEndpoint === undefined
      ? {}
      : { signOutAt: signOutUrl(endSessionEndpoint, idToken, pageOf(id), parameters) }),
  });
}

function signOutUrl(
  endpoint: string,
  idToken: string,
  backTo: string,
  { client_id: clientId = '' }: SignInStart['parameters'],
): string {
  const url = new URL(endpoint);
  url.searchParams.set('id_token_hint', idToken);
  url.searchParams.set('client_id', clientId);
  url.searchParams.set('post_logout_redirect_uri', backTo);
  return url.href;
}
