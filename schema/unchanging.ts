/** The type of what was said or has happened: everyone may read it, nobody may write it. */
export type Unchanging<T> = T extends string | number | boolean | null | undefined
  ? T
  : { readonly [K in keyof T]: Unchanging<T[K]> };
