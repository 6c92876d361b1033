/**
 * Runs of bytes, put down one after the other and found by where they begin. They lie outside what V8
 * collects, in pages of one size, so that more of them move nothing.
 */

export const pageLength = 16 * 1024;

export class BytePages {
  readonly #pages: Uint8Array[] = [];
  #end = 0;

  /** Of all memory it holds. */
  get byteLength(): number {
    return this.#pages.length * pageLength;
  }

  /** Where so many bytes may be put now: no more than a page has. What is left of the page before stays empty. */
  take(length: number): number {
    if (this.#end + length > this.byteLength) {
      this.#end = this.byteLength;
      this.#pages.push(new Uint8Array(pageLength));
    }
    const start = this.#end;
    this.#end += length;
    return start;
  }

  pageOf(at: number): Uint8Array {
    const page = this.#pages[Math.floor(at / pageLength)];
    if (page === undefined) throw new Error(`nothing was put at ${at}`);
    return page;
  }

  read(at: number, length: number): Uint8Array {
    return this.pageOf(at).subarray(onPage(at), onPage(at) + length);
  }
}

export function onPage(at: number): number {
  return at % pageLength;
}
