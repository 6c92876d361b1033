/** A declaration as people see it: what it is for and what wakes it. */
import type { RunningFunction } from '#schema/console.ts';
import type { Declaration } from '#shared/function/declare.ts';

export function runningFunction(declaration: Declaration): RunningFunction {
  const { name, context, kind, purpose } = declaration;
  const seen = { name, context, kind, purpose, wokenBy: wokenBy(declaration) };
  return declaration.kind === 'http' ? { ...seen, permission: declaration.permission } : seen;
}

function wokenBy(declaration: Declaration): string {
  switch (declaration.kind) {
    case 'http':
      return declaration.route;
    case 'subscriber':
      return `broker ${declaration.broker}`;
    case 'consumer':
      return `topic ${declaration.topic}`;
    case 'relay':
      return `outbox of ${declaration.context}, to topic ${declaration.topic}`;
    case 'schedule':
      return `cron ${declaration.cron}, ${declaration.timeZone}`;
  }
}
