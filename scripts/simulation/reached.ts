/** A process that answers requests, and can be reached now. */
import type { Life } from './life.ts';

export type Serve = (request: Request) => Promise<Response> | Response;

export interface Reached {
  readonly life: Life;
  readonly serve: Serve;
}
