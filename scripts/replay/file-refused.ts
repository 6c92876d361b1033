/** The file cannot be replayed; the message is the sentence that says why. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';
}
