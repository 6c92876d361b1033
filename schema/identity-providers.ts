/** The HTTP contract of identity providers: who a tenant lets sign its people in, and what their tokens mean. */
import * as z from 'zod';
import { roleNames } from './access.ts';
import { Instant, PropertyId } from './values.ts';

export const IdentityProviderId = z.uuid().toLowerCase().brand<'IdentityProviderId'>();
export const IdentityProviderParams = z.strictObject({ identityProviderId: IdentityProviderId });

/** Of key pairs only: who can check a token must not be able to make one. */
const Algorithm = z.enum([
  ...(['EdDSA', 'Ed25519', 'ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['RS256', 'RS384', 'RS512'] as const),
]);
const algorithmsMax = 11;

/** Names of members on the way to a claim: `["realm_access", "roles"]`. */
const Claim = z.array(z.string().min(1).max(200)).min(1).max(5);
const value = z.string().min(1).max(200);
const Visible = z.string().regex(/^[\x21-\x7e]{1,200}$/);
const propertiesMax = 1000;
/** Groups of a company that mean something here. */
const valuesMax = 200;

const PropertyIds = z.union([z.literal('all'), z.array(PropertyId).max(propertiesMax)]);

export const SetIdentityProvider = z.strictObject({
  /** On the button of its sign-in page. */
  title: z.string().min(1).max(100),
  /** As its tokens say it, to the character; its discovery document must say the same. */
  issuer: z.string().regex(/^https?:\/\/[a-zA-Z0-9.:[\]-]{1,200}(?:\/[\w.~-]{1,50}){0,6}\/?$/),
  /** What its access tokens are for: the house, and no client's own id. */
  audience: Visible,
  algorithms: z.array(Algorithm).min(1).max(algorithmsMax),
  /** What stands as `typ` in the header of its access tokens. */
  tokenType: z.enum(['JWT', 'at+jwt']),
  /** A value of the claim that is not listed means nothing; without one its people may do nothing. */
  roles: z.strictObject({
    claim: Claim,
    values: z.array(z.strictObject({ value, role: z.enum(roleNames) })).max(valuesMax),
  }),
  /** Which properties its people may touch; without `values` the claim holds their ids, or `all`. */
  properties: z.union([
    z.literal('all'),
    z.strictObject({
      claim: Claim,
      values: z
        .array(z.strictObject({ value, propertyIds: PropertyIds }))
        .max(valuesMax)
        .optional(),
    }),
  ]),
  /** For people with a browser (authorization code with PKCE, a client without a secret); left out, tokens alone are taken. */
  signIn: z
    .strictObject({
      clientId: Visible,
      /** `openid` among others, separated by spaces. */
      scope: z
        .string()
        .regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}(?: [\x21\x23-\x5b\x5d-\x7e]{1,100}){0,9}$/),
      /** For a provider that asks what the token is for (RFC 8707). */
      resource: Visible.optional(),
    })
    .optional(),
});

export const IdentityProvider = SetIdentityProvider.extend({
  id: z.uuid(),
  issuer: z.string(),
  /** Where its people sign in, and where it sends them back to. */
  signInPath: z.string().optional(),
  /** The subject of whoever set it last. */
  setBy: z.string(),
  setAt: Instant,
});
export const IdentityProviderPage = z.strictObject({
  identityProviders: z.array(IdentityProvider),
});

/** RFC 7636: what the browser's tab made, and what the provider was told the hash of. */
export const CompleteSignIn = z.strictObject({
  code: z.string().min(1).max(4096),
  codeVerifier: z.string().regex(/^[\w.~-]{43,128}$/),
  nonce: z.string().regex(/^[\w-]{22,128}$/),
  /** The page that asks, as the provider was told it. */
  redirectUri: z.string().regex(/^https?:\/\/[a-zA-Z0-9.:[\]-]{1,200}\/sign-in\/[0-9a-f-]{36}$/),
});
export const SignedIn = z.strictObject({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  /** Seconds. */
  expires_in: z.number(),
  /** For signing out at the provider. */
  id_token: z.string(),
  /** What to call whoever signed in. */
  name: z.string(),
});

/** Its issuer is a company's and no person's; people are not named. */
export const IdentityProviderSet = z.object({
  identityProviderId: IdentityProviderId,
  issuer: z.string(),
  audience: z.string(),
  roles: z.array(z.object({ value: z.string(), role: z.string() })),
});
export const IdentityProviderRemoved = z.object({ identityProviderId: IdentityProviderId });
