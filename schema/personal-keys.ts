/** What makes personal data readable: backed up apart from everything else, and not kept as long. */

export const personalKeyTables = [
  'guests.guest_keys',
  // With it a word that somebody knows is found again in the index of a backup.
  'guests.search_keys',
  'reservations.guest_keys',
] as const;

/**
 * A month: within which a person who asked to be forgotten must be (GDPR, article 12), so no backup can bring them back
 * after it. Whoever restores later than this has the books without the names.
 */
export const keyBackupsKeepDays = 30;
