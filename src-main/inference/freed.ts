/**
 * Frees the memory of an array that nobody needs any more. The collector would let those of several pieces gather, and touching
 * new memory for the next ones costs a tenth of a separation's CPU time.
 */
export function freed({ buffer }: Float32Array | BigInt64Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
