/** Who may call what, as a page: every role beside every `http` function, as their declarations say it. */
import { roleNames, roles } from '#schema/access.ts';
import type { AnyHttp } from '#shared/function/declare.ts';

type Guarded = Pick<AnyHttp, 'context' | 'name' | 'permission' | 'route' | 'scope'>;

const introduction = `# Who may call what

A function names one permission, or says that it is public; without either it does not start. A token has the
permissions of its roles, and may be bound to properties: then it is refused at all others. What is of a tenant is there
for tokens of that tenant alone, so whoever asks for another's property is told that there is none. Tokens of systems have
roles or single permissions of who made them ([api-tokens.md](api-tokens.md)); other issuers' roles are mapped onto
these ([sign-in.md](sign-in.md)).

\`functions/every-role.test.ts\` calls every function as every role: on a property of its own, on one out of its scope, and
as another tenant.`;

export function accessPage(declarations: readonly Guarded[], source: string): string {
  const contexts = Map.groupBy(declarations, ({ context }) => context);
  const sections = [...contexts].sort(([one], [other]) => (one < other ? -1 : 1));
  return [
    `<!-- ${source} -->`,
    introduction,
    ...sections.map(([context, functions]) => `## ${context}\n\n${tableOf(functions)}`),
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

function tableOf(functions: readonly Guarded[]): string {
  const titles = roleNames.map((role) => roles[role].title);
  const head = ['function', 'route', 'permission', 'of', ...titles];
  const lines = [head, head.map(() => '---'), ...functions.map(rowOf)];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function rowOf({ name, route, permission, scope }: Guarded): readonly string[] {
  const isPublic = permission === 'public';
  const marks = roleNames.map((role) => {
    const granted: readonly string[] = roles[role].permissions;
    return isPublic || granted.includes(permission) ? '✓' : '';
  });
  const of = isPublic ? 'nobody' : scope === undefined ? 'the tenant' : 'a property';
  return [name, `\`${route}\``, isPublic ? 'public' : `\`${permission}\``, of, ...marks];
}
