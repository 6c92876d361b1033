/** A house or a function by itself, each with a young generation of so many megabytes. */
function options(youngMegabytes: number): readonly string[] {
  return [
    `--min-semi-space-size=${youngMegabytes}`,
    `--max-semi-space-size=${youngMegabytes}`,
    // V8 watches what survives, and from then on makes such objects among those that live long. What waits for an answer
    // in a busy minute looks so, and is rubbish there a moment later: each full collection had that to clear.
    '--no-allocation-site-pretenuring',
    // What lives long is some 20 MB in a function and 45 in a house, which V8 collects whenever it has grown by a fifth: each
    // second or two under load, for 20 to 40 ms in which nobody is answered. At three times as much it is each ten or twenty.
    '--heap-growing-percent=200',
  ];
}

/**
 * Node's own options for every function. Requests that wait for their answers outlive
 * many collections of a small young generation and are copied by each; in one of 64 MB a submit takes a
 * tenth less CPU. It is asked for from the start: grown step by step, it shrinks after every full collection.
 */
export const nodeOptions = options(64);

/**
 * A house, in which requests wait for writer and relay, too, takes another twelfth less with twice as much. A
 * function would then come to the 384 MiB it is limited to.
 */
export const houseNodeOptions = options(128);
