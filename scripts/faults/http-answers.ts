/** Reads HTTP/1.1 answers of a known length from pieces of a connection: as much of the protocol as our server speaks. */
export interface HttpAnswer {
  readonly status: number;
  readonly retryAfter: boolean;
  readonly body: string;
}

const headEnd = Buffer.from('\r\n\r\n');

/** Resolves nothing and throws nothing: every whole answer is told once. */
export function httpAnswers(told: (answer: HttpAnswer) => void): (piece: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (piece) => {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    for (;;) {
      const end = rest.indexOf(headEnd);
      if (end === -1) return;
      const head = rest.toString('latin1', 0, end).toLowerCase();
      const bytes = Number(/\r\ncontent-length: *(\d+)/.exec(head)?.[1] ?? 0);
      const from = end + headEnd.length;
      if (rest.length < from + bytes) return;
      const body = rest.toString('utf8', from, from + bytes);
      rest = rest.subarray(from + bytes);
      told({
        status: Number(head.slice('http/1.1 '.length, 'http/1.1 200'.length)),
        retryAfter: head.includes('\r\nretry-after:'),
        body,
      });
    }
  };
}
