/** The whole page as one document: what needs no script is there already, the rest is filled in by it. */
import type { SignInStart } from '#schema/console.ts';
import type { House } from '#shared/function/house.ts';
import { assetPath } from './assets.ts';
import { bookingSection, deskSections, followSections } from './desk-sections.ts';
import { dataBlock, html } from './html.ts';
import { runningSection } from './running-section.ts';
import { signInSection, tokenSection } from './sign-in-section.ts';

/** `provider`: whose people this page is for; without it the house's own sign in. */
export function page(house: House, provider?: SignInStart): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="What the house is doing, and a way to try it.">
<title>${house.name}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${assetPath('page.css')}">
<script type="module" src="${assetPath('page.ts')}"></script>
</head>
<body>
<a class="skip" href="#desk">Skip to the front desk</a>
<header>
  <h1>${house.name}</h1>
  <p id="state">${house.functions.length} functions run.</p>
  <nav aria-label="On this page">
    <a href="#desk">Front desk</a>
    <a href="#traces">Traces</a>
    <a href="#events">Events</a>
    <a href="#running">What runs</a>
    <a href="#token">Get a token</a>
    <a href="/docs">API reference</a>
  </nav>
</header>
<main>
<noscript><p class="note">The front desk below needs JavaScript; the rest of this page does not.</p></noscript>
${signInSection(house.demoUsers, provider)}
<div id="desk" class="desk">
${deskSections()}
${bookingSection()}
</div>
${followSections()}
${runningSection(house.functions)}
${tokenSection(house.demoUsers)}
</main>
<div id="announcer" class="visually-hidden" role="status" aria-live="polite"></div>
${dataBlock('demo-users', house.demoUsers)}
${dataBlock('provider', provider ?? null)}
</body>
</html>
`.text;
}
