/** The page's conductor: who is signed in, which property is open, and what is read again when. */

import { sentence } from './api.ts';
import { copyButtons, ownOrigin } from './commands.ts';
import { desk } from './desk.ts';
import { byId, element } from './dom.ts';
import { demoUsers, type Session, signIn, signOut, storedSession } from './session.ts';

const form = byId('sign-in-form', HTMLFormElement);
const problem = byId('sign-in-problem', HTMLElement);
const front = desk(leave);

function enter(session: Session): void {
  form.hidden = true;
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
  form.hidden = false;
  byId('signed-in', HTMLElement).hidden = true;
  problem.hidden = reason === undefined;
  problem.replaceChildren(reason ?? '');
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const given = new FormData(form);
  const email = String(given.get('email'));
  const demo = demoUsers.find((user) => user.email === email);
  const answer = await signIn(email, demo?.password ?? String(given.get('password')));
  if ('token' in answer) return enter(answer);
  problem.hidden = false;
  problem.replaceChildren(
    answer.kind === 'refused' ? sentence(answer.problem) : 'The issuer does not answer; try again.',
  );
});
byId('sign-out', HTMLButtonElement).addEventListener('click', () => leave());

ownOrigin();
copyButtons();
const stored = storedSession();
if (stored !== undefined) enter(stored);
document.body.append(element('span', { id: 'ready', hidden: '' }));
