/** Writes rules, monitors and the dashboard into `monitoring/`; with `--check` it only tells whether that is needed. */
import { join } from 'node:path';
import { declarationsIn } from '#shared/openapi/checkout.ts';
import { product } from './generate-manifests.ts';
import { keepGenerated } from './generated.ts';
import { generator, watchFiles } from './watch/files.ts';

const root = join(import.meta.dirname, '..');

await keepGenerated(watchFiles(await declarationsIn(root), product), generator);
