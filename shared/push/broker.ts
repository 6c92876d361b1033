/** A broker is a name that producers and triggers know, over one topic of the log. */
export interface Broker {
  readonly name: string;
  readonly topic: string;
  /** Open to producers. Otherwise only a relay writes its topic, so that facts cannot be forged. */
  readonly external: boolean;
}

/** Where events go that a trigger has given up. */
export function deadLetterTopic(topic: string): string {
  return `${topic}.dead-letters`;
}

/** As long as an operator's holidays; its row in the database is pruned after the same time. */
export const deadLetterRetentionMs = 30 * 86_400_000;
