/** Signing in with a browser at an identity provider, as handlers have it. */

/** What a page needs to send a browser to a provider. */
export interface SignInStart {
  readonly id: string;
  readonly title: string;
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly endSessionEndpoint?: string;
  /** Of the authorization request; what only a tab knows is added by it. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface SignedIn {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
  /** For signing out there again. */
  readonly idToken: string;
  /** What to call whoever signed in. */
  readonly name: string;
}

export interface CodeToExchange {
  readonly code: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
  readonly nonce: string;
}

/** `refused`: the provider or we did not take it, and why. */
export type NotSignedIn = 'unknown' | 'away' | { readonly refused: string };

export interface SignIn {
  start(providerId: string): Promise<SignInStart | Extract<NotSignedIn, string>>;
  complete(providerId: string, given: CodeToExchange): Promise<SignedIn | NotSignedIn>;
}
