/** Ways in: a provider's people there, others by choosing a demo user or naming themselves, and a token for a terminal. */
import type { SignInStart } from '#schema/console.ts';
import type { DemoUser } from '#shared/function/house.ts';
import { type Html, html } from './html.ts';

export function signInSection(
  demoUsers: readonly DemoUser[],
  provider: SignInStart | undefined,
): Html {
  return html`<section id="sign-in" aria-labelledby="sign-in-title">
<h2 id="sign-in-title">Sign in</h2>
${provider === undefined ? html`` : providerButton(provider)}
<form id="sign-in-form" class="row">
${demoUsers.length > 0 ? demoFields(demoUsers) : ownFields()}
<button type="submit">Sign in</button>
</form>
<p id="sign-in-problem" class="problem" role="alert" hidden></p>
<p id="signed-in" class="row" hidden><span>Signed in as <strong id="signed-in-as"></strong></span>
<button type="button" id="sign-out" class="quiet">Sign out</button></p>
</section>`;
}

function providerButton({ title }: SignInStart): Html {
  return html`<p id="provider-sign-in" class="row"><button type="button" id="sign-in-at-provider">
Sign in with ${title}</button> <span>or at the house itself:</span></p>`;
}

function demoFields(users: readonly DemoUser[]): Html {
  const options = users.map(
    (user) => html`<option value="${user.email}"${selected(user === usual(users))}>
${user.title} (${user.email})</option>`,
  );
  return html`<div class="field"><label for="demo-user">Demo user</label>
<select id="demo-user" name="email">${options}</select></div>`;
}

function selected(yes: boolean): Html {
  return yes ? html` selected` : html``;
}

function ownFields(): Html {
  return html`<div class="field"><label for="email">Email</label>
<input id="email" name="email" type="email" autocomplete="username" required></div>
<div class="field"><label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required></div>`;
}

export function tokenSection(users: readonly DemoUser[]): Html {
  const { email, password } = usual(users) ?? { email: 'you@example.com', password: '…' };
  const credentials = JSON.stringify({ email, password });
  return html`<section id="token" aria-labelledby="token-title">
<h2 id="token-title">Get a token</h2>
<p>Every request but those open to everyone carries <code>Authorization: Bearer &lt;token&gt;</code>.
The issuer gives one for an email and a password:</p>
${command('curl-token', `curl -s http://127.0.0.1:8080/issuer/token -H 'content-type: application/json' -d '${credentials}'`)}
<p>The command line does the same:</p>
${command('cli-token', cliToken(users))}
<p>Then ask for anything in the <a href="/docs">API reference</a>, for example:</p>
${command('curl-properties', 'curl -s http://127.0.0.1:8080/v1/properties -H "authorization: Bearer $TOKEN"')}
</section>`;
}

/** A receptionist sees most of what the page shows. */
function usual(users: readonly DemoUser[]): DemoUser | undefined {
  return users.find(({ role }) => role === 'front_desk') ?? users[0];
}

function cliToken(users: readonly DemoUser[]): string {
  const role = usual(users)?.role.replaceAll('_', '-');
  return `TOKEN=$(npm run -s serai -- token${role === undefined ? '' : ` --role ${role}`})`;
}

function command(id: string, text: string): Html {
  return html`<div class="command"><pre tabindex="0"><code id="${id}">${text}</code></pre>
<button type="button" class="quiet" data-copy="${id}">Copy</button></div>`;
}
