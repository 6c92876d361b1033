/** What runs, by context: readable without a script and without a token. */
import type { RunningFunction } from '#schema/console.ts';
import type { Declaration } from '#shared/function/declare.ts';
import { runningFunction } from '../running-function.ts';
import { type Html, html } from './html.ts';

export function runningSection(functions: readonly Declaration[]): Html {
  const byContext = Map.groupBy(functions.map(runningFunction), ({ context }) => context);
  const contexts = [...byContext].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return html`<section id="running" aria-labelledby="running-title">
<h2 id="running-title">What runs</h2>
${contexts.map(([context, some]) => contextTable(context, some))}
</section>`;
}

function contextTable(context: string, functions: readonly RunningFunction[]): Html {
  const rows = functions.map(
    ({ name, kind, wokenBy, purpose, permission }) => html`<tr>
<th scope="row">${name}</th><td>${kind}</td><td><code>${wokenBy}</code></td>
<td>${permission ?? ''}</td><td>${purpose}</td></tr>`,
  );
  return html`<details><summary>${context} <span class="count">${functions.length}</span></summary>
<div class="scroll" role="region" aria-label="Functions of ${context}" tabindex="0"><table>
<caption class="visually-hidden">Functions of the context ${context}</caption>
<thead><tr><th scope="col">Function</th><th scope="col">Kind</th><th scope="col">Woken by</th>
<th scope="col">Permission</th><th scope="col">Purpose</th></tr></thead>
<tbody>${rows}</tbody></table></div></details>`;
}
