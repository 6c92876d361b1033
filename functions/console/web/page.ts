/** The page's conductor: who is signed in, which property is open, and what is read again when. */

import { sentence } from './api.ts';
import { copyButtons, ownOrigin } from './commands.ts';
import { desk } from './desk.ts';
import { byId, element } from './dom.ts';
import { begin, comeBack, provider } from './provider.ts';
import { demoUsers, type Session, signIn, signOut, storedSession } from './session.ts';

const form = byId('sign-in-form', HTMLFormElement);
const problem = byId('sign-in-problem', HTMLElement);
const atProvider = document.getElementById('provider-sign-in');
const front = desk(leave);

function enter(session: Session): void {
  hideWaysIn(true);
  problem.hidden = true;
  byId('signed-in', HTMLElement).hidden = false;
  const title = demoUsers.find(({ email }) => email === session.email)?.title;
  byId('signed-in-as', HTMLElement).replaceChildren(
    title === undefined ? session.email : `${title} (${session.email})`,
  );
  void front.open(session);
}

/** By choice, or because the token ended. */
function leave(reason?: string): void {
  signOut();
  front.close();
  hideWaysIn(false);
  byId('signed-in', HTMLElement).hidden = true;
  if (reason === undefined) problem.hidden = true;
  else complain(reason);
}

function hideWaysIn(hidden: boolean): void {
  form.hidden = hidden;
  if (atProvider !== null) atProvider.hidden = hidden;
}

function complain(reason: string): void {
  problem.hidden = false;
  problem.replaceChildren(reason);
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const given = new FormData(form);
  const email = String(given.get('email'));
  const demo = demoUsers.find((user) => user.email === email);
  const answer = await signIn(email, demo?.password ?? String(given.get('password')));
  if ('token' in answer) return enter(answer);
  complain(
    answer.kind === 'refused' ? sentence(answer.problem) : 'The issuer does not answer; try again.',
  );
});
byId('sign-out', HTMLButtonElement).addEventListener('click', () => {
  const signOutAt = storedSession()?.signOutAt;
  leave();
  if (signOutAt !== undefined) location.assign(signOutAt);
});
if (provider !== null) {
  const at = provider;
  byId('sign-in-at-provider', HTMLButtonElement).addEventListener('click', () => void begin(at));
}

ownOrigin();
copyButtons();
const cameBack = await comeBack();
if (typeof cameBack === 'string') complain(cameBack);
const stored = typeof cameBack === 'string' ? undefined : (cameBack ?? storedSession());
if (stored !== undefined) enter(stored);
document.body.append(element('span', { id: 'ready', hidden: '' }));
