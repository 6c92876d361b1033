/** Bodies with a limit: never more of them in memory than was asked for. */

/** At most `bytesMax`; `cut` when there was more, which is then not read. */
export async function readAtMost(
  stream: ReadableStream<Uint8Array> | null,
  bytesMax: number,
): Promise<{ readonly bytes: Buffer; readonly cut: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (stream !== null) {
    // Leaving the loop cancels the stream.
    for await (const chunk of stream) {
      chunks.push(chunk);
      length += chunk.byteLength;
      if (length > bytesMax) break;
    }
  }
  return { bytes: Buffer.concat(chunks).subarray(0, bytesMax), cut: length > bytesMax };
}
