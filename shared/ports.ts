/** The sources of everything that makes a run unrepeatable. Only a composition root names the real ones. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  nowMs(): number;
}

export interface Ids {
  /** A UUIDv7: sorts by the time it was made. */
  next(): string;
}

export interface Random {
  /** Cryptographically strong in production, seeded in a simulation. */
  bytes(count: number): Buffer;
}
