/**
 * The database port. One `Database` speaks as one context's role, so row-level security and
 * schema rights hold whatever the code asks for. A list among the values is cast where it stands, as in
 * `$1::uuid[]`: its cast says how it travels.
 */
export interface Sql {
  /** Rows of one statement. Column values come as `pg` gives them, `int8` as number. */
  rows<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** How many rows one statement touched. */
  count(text: string, values?: readonly unknown[]): Promise<number>;
}

export interface Database {
  /** A read-only transaction that sees the rows of these tenants. */
  read<T>(tenants: readonly string[], work: (sql: Sql) => Promise<T>): Promise<T>;
  /**
   * A transaction that commits what `work` did, or nothing. Rejects with `DatabaseRefused` (the
   * data's fault, nothing written), `DatabaseUnavailable` (nothing written, try again) or
   * `CommitUnknown` (the connection was lost while COMMIT was on its way: ask before repeating).
   */
  write<T>(tenants: readonly string[], work: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The statement or its data is wrong: repeating it gives the same answer. */
export class DatabaseRefused extends Error {
  override readonly name = 'DatabaseRefused';
  /** PostgreSQL's SQLSTATE, e.g. `23505` for a duplicate. */
  readonly sqlState: string;
  readonly constraint: string | undefined;
  constructor(message: string, sqlState: string, constraint?: string, cause?: unknown) {
    super(message, { cause });
    this.sqlState = sqlState;
    this.constraint = constraint;
  }
}

/** No connection, a lost one, a time-out, a serialization failure: nothing was written. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
}

/** COMMIT was sent and no answer came. */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown';
}
