/** What one check of `serai doctor` found. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
}
