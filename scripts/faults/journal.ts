/** What clients wanted and what they were told, kept outside of everything that is harmed. */

export interface Intent {
  readonly kind: 'book' | 'open';
  readonly key: string;
  /** As anyone can derive it from the request. */
  readonly commandId: string;
  /** Empty while a property is being opened. */
  readonly propertyId: string;
  readonly sentMs: number;
  /** Final answers only: one, or more when it was asked again. */
  readonly answers: FinalAnswer[];
  /** How often somebody wanted its final answer: one more than there are while he waits for it. */
  asked: number;
  /** How often it was sent and nobody could say what became of it. */
  unknown: number;
}

export interface FinalAnswer {
  /** 202 only of a client that asked for no more than that. */
  readonly status: number;
  /** Of a booking or property that was taken, or acknowledged. */
  readonly id: string | undefined;
}

export interface Journal {
  readonly intents: readonly Intent[];
  /** Answers that nobody should ever get. */
  readonly surprises: readonly string[];
  open(intent: Omit<Intent, 'answers' | 'asked' | 'unknown'>): Intent;
  answered(intent: Intent, answer: FinalAnswer): void;
  surprised(what: string): void;
  /** Sent and without a final answer. */
  inFlight(): readonly Intent[];
  /** Resolves when the next answer has come. */
  nextAnswer(): Promise<Intent>;
}

export function journal(): Journal {
  const intents: Intent[] = [];
  const surprises: string[] = [];
  const inFlight = new Set<Intent>();
  let waiting: ((intent: Intent) => void)[] = [];
  return {
    intents,
    surprises,
    open(wanted) {
      const intent: Intent = { ...wanted, answers: [], asked: 0, unknown: 0 };
      intents.push(intent);
      inFlight.add(intent);
      return intent;
    },
    answered(intent, answer) {
      intent.answers.push(answer);
      inFlight.delete(intent);
      const told = waiting;
      waiting = [];
      for (const tell of told) tell(intent);
    },
    surprised: (what) => void surprises.push(what),
    inFlight: () => [...inFlight],
    nextAnswer: () => new Promise((resolve) => waiting.push(resolve)),
  };
}
