/** What frames the rows of a binary COPY. */

/** Signature (11 bytes), flags and the length of an extension, which PostgreSQL leaves empty. */
export const copyHeaderBytes = 19;
/** In the place of a row's number of columns. */
export const endOfRows = -1;
