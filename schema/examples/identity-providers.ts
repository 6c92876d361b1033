/** The company's own provider, a Keycloak, whose receptionists sign in at it. */
import { ids } from './ids.ts';

export const SetIdentityProvider = {
  title: 'Caravan Hotels',
  issuer: 'https://id.caravan.example/realms/staff',
  audience: 'https://serai.caravan.example',
  algorithms: ['RS256'],
  tokenType: 'JWT',
  roles: {
    claim: ['realm_access', 'roles'],
    values: [
      { value: 'hotel-admin', role: 'tenant_admin' },
      { value: 'reception', role: 'front_desk' },
    ],
  },
  properties: {
    claim: ['houses'],
    values: [
      { value: 'old-town', propertyIds: [ids.property] },
      { value: 'head-office', propertyIds: 'all' },
    ],
  },
  signIn: { clientId: 'serai-console', scope: 'openid email' },
};
export const IdentityProvider = {
  id: ids.identityProvider,
  ...SetIdentityProvider,
  signInPath: `/sign-in/${ids.identityProvider}`,
  setBy: ids.user,
  setAt: '2026-07-01T09:00:00.000Z',
};
export const IdentityProviderPage = { identityProviders: [IdentityProvider] };

export const CompleteSignIn = {
  code: 'SplxlOBeZQQYbYS6WxSbIA',
  codeVerifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  nonce: 'n-0S6_WzA2Mj-n-0S6_WzA2Mj',
  redirectUri: `https://serai.caravan.example/sign-in/${ids.identityProvider}`,
};
export const SignedIn = {
  access_token: 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm5hIn0.c2lnbmF0dXJl',
  token_type: 'Bearer',
  expires_in: 300,
  id_token: 'eyJhbGciOiJSUzI1NiJ9.eyJub25jZSI6Im4ifQ.c2lnbmF0dXJl',
  name: 'anna@caravan.example',
};
