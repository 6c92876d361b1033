/** The committed contract without what does not run here. */
import * as z from 'zod';
import type { Declaration } from '#shared/function/declare.ts';
import { files as contractFiles } from './contract.files.ts';

const Operation = z.looseObject({ operationId: z.string(), tags: z.array(z.string()) });
const Contract = z.looseObject({
  tags: z.array(z.looseObject({ name: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
});

export function runningContract(functions: readonly Declaration[]): string {
  const contract = Contract.parse(JSON.parse(contractFiles()['openapi.json'] ?? ''));
  const running = new Set(functions.map(({ name }) => name));
  const paths = Object.entries(contract.paths).flatMap(([path, methods]) => {
    const left = Object.entries(methods).filter(([, { operationId }]) => running.has(operationId));
    return left.length === 0 ? [] : [[path, Object.fromEntries(left)] as const];
  });
  const used = new Set(
    paths.flatMap(([, methods]) => Object.values(methods).flatMap(({ tags }) => tags)),
  );
  return JSON.stringify({
    ...contract,
    tags: contract.tags.filter(({ name }) => used.has(name)),
    paths: Object.fromEntries(paths),
  });
}
