/** Publish and subscribe between processes: fast, not durable. What must not be lost goes to the log. */
export interface Channels {
  /**
   * Sends to everyone subscribed now, in this process and others; at most once. Never rejects: a
   * lost message is what this port allows, so receivers have a fallback.
   */
  publish(channel: string, message: string): Promise<void>;
  /** Resolves when messages sent from now on will arrive; the function returned ends it. */
  subscribe(channel: string, receive: (message: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
