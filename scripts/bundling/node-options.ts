/**
 * Node's own options for every process of the product. Requests that wait for their answers outlive
 * many collections of a small young generation and are copied by each; in one of 64 MB a submit takes a
 * tenth less CPU. It is asked for from the start: grown step by step, it shrinks after every full collection.
 */
export const nodeOptions = ['--min-semi-space-size=64', '--max-semi-space-size=64'] as const;
