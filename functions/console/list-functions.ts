/** Tells what runs, so that a person and a tool can find their way without a list of ours beside it. */
import { RunningFunctions } from '#schema/console.ts';
import { http } from '#shared/function/declare.ts';
import { runningFunction } from './running-function.ts';

export default http({
  context: 'console',
  name: 'list-functions',
  purpose: 'Lists the functions that run, with what wakes them.',
  route: 'GET /v1/functions',
  permission: 'public',
  transaction: 'none',
  answers: { 200: RunningFunctions },
  scale: { rps: 200, replicasMin: 0, replicasMax: 5 },
  handle(_input, { house }) {
    return {
      status: 200,
      body: { house: house.name, functions: house.functions.map(runningFunction) },
    };
  },
});
