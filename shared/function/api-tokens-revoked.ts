/** The channel on which the id of an API token is told that was revoked. */
export const apiTokensRevoked = 'api-tokens.revoked';
