/** What every bundle serves its function with: the runtime, and what the product adds to it. */
import { roleGrants, topics } from '#schema/product.ts';
import { sharding } from '#schema/sharding.ts';
import type { Declaration } from '#shared/function/declare.ts';
import { serve as serveWith } from '#shared/process/serve.ts';

export function serve(declaration: Declaration): Promise<void> {
  return serveWith(declaration, { roles: roleGrants, topics, sharding });
}
