/** What must hold of a house whatever it did, checked from outside: from its log and its tables alone. */
import { postgresEventLog } from '#shared/log/postgres.ts';
import type { Check } from './check.ts';
import { checkDecisions, checkPositions } from './decisions.ts';
import { checkLimits } from './limits.ts';
import { checkProjections } from './projections.ts';
import { openReader } from './reader.ts';

export interface AuditOptions {
  /** Of a user who may read everything. */
  readonly databaseUrl: string;
  readonly propertyIds: readonly string[];
  report(problem: string): void;
}

export async function audit({
  databaseUrl,
  propertyIds,
  report,
}: AuditOptions): Promise<readonly Check[]> {
  const reader = await openReader(databaseUrl);
  const log = postgresEventLog({ url: databaseUrl, applicationName: 'serai audit', report });
  try {
    return [
      ...(await checkLimits(reader, propertyIds)),
      ...(await checkDecisions(reader, log)),
      ...(await checkPositions(reader, log)),
      ...(await checkProjections(databaseUrl)),
    ];
  } finally {
    await log.close();
    await reader.close();
  }
}
