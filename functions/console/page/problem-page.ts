/** The page of a problem in a browser: headings, paragraphs, lists and code are all its text has. */
import { assetPath } from './assets.ts';
import { Html, html } from './html.ts';

export function problemPage(markdown: string, houseName: string): string {
  const blocks = markdown.split('\n\n').map((block) => block.trim());
  const title = blocks.find((block) => block.startsWith('# '))?.slice(2) ?? '';
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – ${houseName}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${assetPath('page.css')}">
</head>
<body>
<main>
${blocks.filter((block) => block !== '' && !block.startsWith('<!--')).map(blockOf)}
<p><a href="/docs">API reference</a></p>
</main>
</body>
</html>
`.text;
}

function blockOf(block: string): Html {
  if (block.startsWith('## ')) return html`<h2>${inline(block.slice(3))}</h2>`;
  if (block.startsWith('# ')) return html`<h1>${inline(block.slice(2))}</h1>`;
  if (!block.startsWith('- ')) return html`<p>${inline(block)}</p>`;
  const items = block.split('\n').map((line) => html`<li>${inline(line.slice(2))}</li>`);
  return html`<ul>${items}</ul>`;
}

/** Every second part stands between two backquotes. */
function inline(text: string): Html {
  const parts = text
    .split('`')
    .map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
  return new Html(parts.map((part) => part.text).join(''));
}
