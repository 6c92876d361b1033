/** What a refusal means: the page that the `type` of every problem document leads to. */
import * as z from 'zod';
import { http, refuse } from '#shared/function/declare.ts';
import { pageHeaders } from './page/policy.ts';
import { problemPage } from './page/problem-page.ts';
import { files } from './problem.files.ts';

let read: ReadonlyMap<string, string> | undefined;

/** Read once: they change with the version alone. */
function pages(): ReadonlyMap<string, string> {
  read ??= new Map(Object.entries(files()));
  return read;
}

export default http({
  context: 'console',
  name: 'show-problem',
  purpose: 'Shows what a refusal means and what a caller does next.',
  route: 'GET /problems/{code}',
  permission: 'public',
  transaction: 'none',
  params: z.strictObject({ code: z.string().max(100) }),
  answers: { 404: ['not_found'] },
  streams: 'text/html',
  scale: { rps: 50, replicasMin: 0, replicasMax: 5 },
  handle({ params }, { house }) {
    const markdown = pages().get(params.code);
    if (markdown === undefined) return refuse('not_found');
    return {
      status: 200,
      stream: problemPage(markdown, house.name),
      contentType: 'text/html; charset=utf-8',
      headers: pageHeaders,
    };
  },
});
