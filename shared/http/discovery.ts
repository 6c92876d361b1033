/** What an issuer says about itself (OpenID Connect Discovery 1.0), believed only where it speaks of itself. */
import * as z from 'zod';
import { mayAsk, type Reach } from '#shared/outgoing/addresses.ts';
import { ask, NotAnswered } from '#shared/outgoing/ask.ts';

const Url = z.url().max(2_000);
const Discovered = z.object({
  issuer: z.string(),
  jwks_uri: Url,
  authorization_endpoint: Url.optional(),
  token_endpoint: Url.optional(),
  end_session_endpoint: Url.optional(),
});
export type Discovered = z.infer<typeof Discovered>;

export async function discover(issuer: string, reach: Reach): Promise<Discovered> {
  const found = Discovered.safeParse(
    await jsonAt(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, reach),
  );
  if (!found.success) throw new NotAnswered('it does not say where its keys are');
  // To the character: else one who is asked by a name could speak in another's (RFC 8414, 3.3).
  if (found.data.issuer !== issuer) throw new NotAnswered('it says that it is another issuer');
  const { authorization_endpoint, end_session_endpoint } = found.data;
  // A browser is sent there: never to a script, and never in the clear.
  for (const url of [authorization_endpoint, end_session_endpoint])
    if (url !== undefined && !mayAsk(new URL(url), reach))
      throw new NotAnswered('it sends people where they must not go');
  return found.data;
}

export async function jsonAt(url: string, reach: Reach): Promise<unknown> {
  const { status, text } = await ask(url, { reach });
  if (status !== 200) throw new NotAnswered(`it answers ${status}`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NotAnswered('it does not answer JSON', { cause });
  }
}
