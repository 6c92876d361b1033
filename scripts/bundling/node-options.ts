/**
 * V8 watches what survives, and from then on makes such objects among those that live long. What waits for an answer in a busy
 * minute looks so, and is rubbish there a moment later: each of its full collections had this to clear.
 */
const madeYoung = '--no-allocation-site-pretenuring';

/**
 * Node's own options for every function. Requests that wait for their answers outlive
 * many collections of a small young generation and are copied by each; in one of 64 MB a submit takes a
 * tenth less CPU. It is asked for from the start: grown step by step, it shrinks after every full collection.
 */
export const nodeOptions = [
  ...youngGeneration(64),
  madeYoung,
  // What lives long in a function is some 20 MB, which V8 collects whenever it has grown by a fifth: each second
  // or two under load, for 20 to 40 ms in which nobody is answered. At three times as much it is each twenty.
  '--heap-growing-percent=200',
];

/**
 * A house, in which requests wait for writer and relay, too, takes another twelfth less with twice as much. A
 * function would then come to the 384 MiB it is limited to.
 */
export const houseNodeOptions = [...youngGeneration(128), madeYoung];

function youngGeneration(megabytes: number): readonly string[] {
  return [`--min-semi-space-size=${megabytes}`, `--max-semi-space-size=${megabytes}`];
}
