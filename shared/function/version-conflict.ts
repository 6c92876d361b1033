/** The refusal of a change that was meant for another version than the one that stands; 0 is nothing. */
import { type Refusal, refuse } from './declare.ts';

export function versionConflict(
  version: number,
  expectedVersion: number | undefined,
): Refusal<'version_conflict'> | undefined {
  return expectedVersion === undefined || expectedVersion === version
    ? undefined
    : refuse('version_conflict', { details: { version } });
}
