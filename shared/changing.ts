/** A type of what nobody may write, while it is being made: for whoever puts it together member by member. */
export type Changing<T> = { -readonly [K in keyof T]: T[K] };
