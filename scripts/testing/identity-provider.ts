/** A real OpenID provider on this machine, as a hotel group has one: its people, its clients, its keys. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { Provider } from 'oidc-provider';

export const audience = 'https://serai.example';
export const console_ = { clientId: 'console', scope: 'openid email' } as const;
/** For tokens without a person. */
export const robot = { id: 'robot', secret: 'a-secret-of-the-test-robot' } as const;

export interface TestProvider {
  readonly issuer: string;
  /** The private half, so that a test can forge what the provider itself would never sign. */
  key(): JWK & { readonly kid: string };
  /** What else its access tokens say, from now on. */
  claims: Record<string, unknown>;
  /** How often each path was asked. */
  readonly asked: ReadonlyMap<string, number>;
  /** An access token of it, as it really makes them. */
  token(): Promise<string>;
  /** Another key signs from now on; the old one is published no more. */
  rotate(): Promise<void>;
  /** Answers 503 until it is set back. */
  away: boolean;
  stop(): Promise<void>;
}

/** `backTo`: where browsers may be sent back to. */
export async function identityProvider(backTo: readonly string[] = []): Promise<TestProvider> {
  const asked = new Map<string, number>();
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://x').pathname;
    asked.set(path, (asked.get(path) ?? 0) + 1);
    if (provider.away) response.writeHead(503).end();
    else answer(request, response);
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', listening.resolve);
  await listening.promise;
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let keys = 0;
  let key: JWK & { readonly kid: string };
  const claims = () => provider.claims;

  const provider: TestProvider = {
    ...{ issuer, asked, claims: {}, away: false },
    key: () => key,
    async rotate() {
      keys += 1;
      const { privateKey } = await generateKeyPair('RS256', { extractable: true });
      key = {
        ...(await exportJWK(privateKey)),
        kid: `key-${keys}-at-${issuer.split(':').at(-1)}`,
        alg: 'RS256',
        use: 'sig',
      };
      answer = new Provider(issuer, configuration([key], backTo, claims)).callback();
    },
    async token() {
      const response = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${robot.id}:${robot.secret}`).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: `grant_type=client_credentials&resource=${encodeURIComponent(audience)}`,
      });
      const { access_token } = (await response.json()) as { access_token: string };
      return access_token;
    },
    async stop() {
      server.closeAllConnections();
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      await closed.promise;
    },
  };
  await provider.rotate();
  return provider;
}

function configuration(
  keys: readonly JWK[],
  backTo: readonly string[],
  claims: () => Readonly<Record<string, unknown>>,
): object {
  return {
    jwks: { keys },
    clients: [
      {
        client_id: console_.clientId,
        // As Keycloak and others have a page: a client without a secret, held by PKCE.
        token_endpoint_auth_method: 'none',
        redirect_uris: backTo.length === 0 ? ['http://127.0.0.1/none'] : [...backTo],
        post_logout_redirect_uris: [...backTo],
      },
      {
        ...{ client_id: robot.id, client_secret: robot.secret },
        ...{ grant_types: ['client_credentials'], redirect_uris: [], response_types: [] },
      },
    ],
    features: {
      devInteractions: { enabled: true },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          ...{ scope: '', audience, accessTokenFormat: 'jwt', accessTokenTTL: 600 },
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    claims: { openid: ['sub'], email: ['email'] },
    conformIdTokenClaims: false,
    extraTokenClaims: () => ({ ...claims() }),
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@caravan.example` }),
    }),
    cookies: { keys: ['a-key-of-the-test'] },
    ttl: {
      AccessToken: 600,
      ClientCredentials: 600,
      IdToken: 600,
      Interaction: 600,
      Session: 600,
      Grant: 600,
    },
  };
}
