/** Who is signed in, in this tab only; and who may look at traces and events. */
import type { DemoUser } from '#schema/console.ts';
import { type Answer, call } from './api.ts';
import { byId } from './dom.ts';

export interface Session {
  readonly email: string;
  readonly token: string;
  /** Reads traces and events; the demo house's operator where there is one. */
  readonly followToken: string;
  /** Where one signs out at the provider, too, whose token it is. */
  readonly signOutAt?: string;
}

const storedAs = 'session';

export const demoUsers: readonly DemoUser[] = JSON.parse(
  byId('demo-users', HTMLScriptElement).textContent,
);

function tokenFor(email: string, password: string): Promise<Answer<'issue-token'>> {
  return call(undefined, 'issue-token', { body: { email, password } });
}

export async function signIn(
  email: string,
  password: string,
): Promise<Session | Exclude<Answer<'issue-token'>, { kind: 'done' }>> {
  const answer = await tokenFor(email, password);
  if (answer.kind !== 'done') return answer;
  const token = answer.body.access_token;
  return keepSession({ email, token, followToken: (await operatorToken()) ?? token });
}

export function keepSession(session: Session): Session {
  sessionStorage.setItem(storedAs, JSON.stringify(session));
  return session;
}

/** Traces and events belong to the house, not to a tenant; in a demo everyone may look. */
async function operatorToken(): Promise<string | undefined> {
  const operator = demoUsers.find(({ role }) => role === 'operator');
  if (operator === undefined) return undefined;
  const answer = await tokenFor(operator.email, operator.password);
  return answer.kind === 'done' ? answer.body.access_token : undefined;
}

/** Kept over a reload of the tab, gone with it. */
export function storedSession(): Session | undefined {
  const stored = sessionStorage.getItem(storedAs);
  return stored === null ? undefined : JSON.parse(stored);
}

export function signOut(): void {
  sessionStorage.removeItem(storedAs);
}
