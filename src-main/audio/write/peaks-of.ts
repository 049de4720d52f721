/** The larger of `peak` and the largest magnitude of the samples. */
export function largest(samples: Float32Array, peak = 0): number {
  let highest = peak;
  for (let n = 0; n < samples.length; n += 1) {
    const value = samples[n] as number;
    const magnitude = value < 0 ? -value : value;
    if (magnitude > highest) highest = magnitude;
  }
  return highest;
}

/** Samples beyond full scale, which a decoder of a lossy format clips. */
export function countOvers(samples: Float32Array): number {
  let overs = 0;
  for (let n = 0; n < samples.length; n += 1) {
    const value = samples[n] as number;
    if (value > 1 || value < -1) overs += 1;
  }
  return overs;
}
