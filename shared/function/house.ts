/** What a running house tells about itself: to its own pages and to whoever asks what runs. */
import type { TraceReader } from '#shared/telemetry/telemetry.ts';
import type { Declaration } from './declare.ts';

/** A way in that anyone may use, because nothing real is behind it. */
export interface DemoUser {
  readonly email: string;
  readonly title: string;
  readonly role: string;
  readonly password: string;
}

export interface House {
  readonly name: string;
  /** All that runs, in this process or beside it. */
  readonly functions: readonly Declaration[];
  readonly traces: TraceReader;
  /** Empty unless it runs with demo data. */
  readonly demoUsers: readonly DemoUser[];
  /** Aborted when it closes: what streams without an end of its own ends then. */
  readonly closing: AbortSignal;
}
