/** What `npm audit` knows about what is installed, as far as the registry answers such questions. */
import * as z from 'zod';

const Vulnerability = z.object({ name: z.string(), severity: z.string(), range: z.string() });
const Answer = z.object({ vulnerabilities: z.record(z.string(), Vulnerability) });

export interface Explained {
  readonly name: string;
  /** Why it cannot be reached here, and when this is looked at again. */
  readonly reason: string;
}

export type Advisories =
  | {
      readonly kind: 'answered';
      readonly unexplained: readonly string[];
      readonly stale: readonly string[];
    }
  /** A mirror that only gives out packages knows nothing of faults in them. */
  | { readonly kind: 'not answered'; readonly said: string };

/** `text` as `npm audit --json` writes it, whatever became of it. */
export function advisoriesIn(text: string, explained: readonly Explained[]): Advisories {
  const json = jsonOf(text);
  const answer = Answer.safeParse(json);
  if (!answer.success) {
    const said = z.object({ message: z.string() }).safeParse(json);
    return { kind: 'not answered', said: said.success ? said.data.message : text.slice(0, 200) };
  }
  const found = Object.values(answer.data.vulnerabilities);
  const known = new Set(explained.map(({ name }) => name));
  return {
    kind: 'answered',
    unexplained: found
      .filter(({ name }) => !known.has(name))
      .map(({ name, severity, range }) => `${name} ${range}: ${severity}`),
    stale: [...known].filter((name) => found.every((each) => each.name !== name)),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // npm itself broke; what it wrote is told as it is.
    return undefined;
  }
}
