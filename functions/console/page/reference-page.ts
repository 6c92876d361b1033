/** The frame of the API reference; a script of ours starts the renderer, because none may stand inline. */
import { assetPath } from './assets.ts';
import { html } from './html.ts';

export function referencePage(houseName: string): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API reference of ${houseName}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${assetPath('swagger-ui.css')}">
<script src="${assetPath('swagger-ui-bundle.js')}" defer></script>
<script type="module" src="${assetPath('reference.ts')}"></script>
</head>
<body>
<main id="reference"><p>Loading the API reference of ${houseName} …</p></main>
<noscript><p>The reference needs JavaScript; the document itself is <a href="/openapi.json">here</a>.</p></noscript>
</body>
</html>
`.text;
}
