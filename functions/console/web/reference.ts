/** Starts the renderer of the API reference on the house's own document. */
declare const SwaggerUIBundle: (options: object) => void;

SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  deepLinking: true,
  // The house is the only place this page may speak to.
  validatorUrl: null,
});
