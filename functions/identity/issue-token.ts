/** The house's own issuer: for a laptop, a demonstration, or a house without an identity provider. */
import { IssuedToken, RequestToken } from '#schema/identity.ts';
import type { Database } from '#shared/database/database.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { houseTenantId } from '#shared/function/principal.ts';
import { isPassword, nobodysPassword } from './password.ts';
import { problems } from './problems.ts';
import { type Login, signedIn, signInRefused } from './sign-ins.ts';

const expiresInSeconds = 8 * 3600;
/** A person mistypes a few times; a guesser needs thousands. */
const attempts = { perSecond: 0.2, burst: 10 };

export default http({
  context: 'identity',
  name: 'issue-token',
  purpose: "Signs a token for a user of the house's own issuer.",
  route: 'POST /issuer/token',
  permission: 'public',
  transaction: 'none',
  idempotencyKey: 'none',
  body: RequestToken,
  answers: {
    200: IssuedToken,
    401: ['credentials_invalid'],
    404: ['issuer_off'],
    429: ['sign_in_limited'],
  },
  problems,
  scale: { rps: 20, replicasMin: 0, replicasMax: 5 },
  async handle({ body, request }, tools) {
    const { issuer, database, limits } = tools;
    if (issuer === undefined) return refuse('issuer_off');
    const email = body.email.toLowerCase();
    const taken = limits.take(`sign-in:${email}`, attempts);
    if (!taken.allowed)
      return refuse('sign_in_limited', { retryAfterSeconds: Math.ceil(taken.retryAfterMs / 1000) });
    const [login] = await database.read([], (sql) =>
      sql.rows<Login & { password: string }>(
        'select of_tenant, of_user, password from logins where email = $1',
        [email],
      ),
    );
    const right = await isPassword(body.password, login?.password ?? nobodysPassword);
    const user = login === undefined || !right ? undefined : await userOf(database, login);
    if (login === undefined || user === undefined) {
      await signInRefused(tools, request, login);
      return refuse('credentials_invalid');
    }
    await signedIn(tools, request, login);
    const token = await issuer.sign(
      {
        sub: login.of_user,
        ...(login.of_tenant === houseTenantId ? {} : { tenant_id: login.of_tenant }),
        roles: user.roles,
        scope_ids: user.scope_ids[0] === 'all' ? 'all' : user.scope_ids,
        client_id: login.of_user,
      },
      expiresInSeconds,
    );
    return {
      status: 200,
      body: { access_token: token, token_type: 'Bearer', expires_in: expiresInSeconds },
    };
  },
});

async function userOf(
  database: Pick<Database, 'read'>,
  { of_tenant: tenantId, of_user: userId }: Login,
): Promise<{ readonly roles: string[]; readonly scope_ids: string[] } | undefined> {
  const [user] = await database.read([tenantId], (sql) =>
    sql.rows<{ roles: string[]; scope_ids: string[] }>(
      'select roles, scope_ids from users where tenant_id = $1 and user_id = $2',
      [tenantId, userId],
    ),
  );
  return user;
}
