/** Puts the right token into what is sent, and hears what is answered. */
import type { Middle } from '../testing/between.ts';
import { type Ears, isForOperators } from './ears.ts';
import type { People } from './people.ts';

/** Requests with another authorization than `placeholder`, or none, stay as they are. */
export function overheard(
  ears: Ears,
  placeholder: string,
  { operatorToken, tenantToken }: Pick<People, 'operatorToken' | 'tenantToken'>,
): Middle {
  return {
    ask({ method, path, headers }) {
      if (headers.authorization !== placeholder) return headers;
      const asked = ears.routeOf(method, path);
      const token = asked !== undefined && isForOperators(asked) ? operatorToken : tenantToken;
      return { ...headers, authorization: `Bearer ${token}` };
    },
    hear(exchange) {
      ears.hear(exchange);
      return exchange.answer;
    },
  };
}
