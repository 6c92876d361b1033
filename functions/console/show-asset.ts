/** Style and scripts of the pages, from here and from the package of the API reference. */
import * as z from 'zod';
import { http, refuse } from '#shared/function/declare.ts';
import { assets } from './page/assets.ts';

export default http({
  context: 'console',
  name: 'show-asset',
  purpose: 'Gives a style sheet or a script of the pages.',
  route: 'GET /assets/{version}/{file}',
  permission: 'public',
  transaction: 'none',
  params: z.strictObject({ version: z.string().max(64), file: z.string().max(64) }),
  answers: { 404: ['asset_unknown'] },
  problems: {
    asset_unknown: {
      status: 404,
      title: 'There is no such file in this version',
      next: 'Load the page again: its files belong to one version.',
    },
  },
  streams: 'text/javascript',
  scale: { rps: 200, replicasMin: 0, replicasMax: 5 },
  handle({ params }) {
    const { version, files } = assets();
    const asset = params.version === version ? files.get(params.file) : undefined;
    if (asset === undefined) return refuse('asset_unknown');
    return {
      status: 200,
      stream: asset.body,
      contentType: asset.contentType,
      // Another content has another version, so a copy never needs to be asked about.
      headers: { 'cache-control': 'public, max-age=31536000, immutable' },
    };
  },
});
