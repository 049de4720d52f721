export { addHeard } from './covariance';
export { firstPass2, firstPass4, nextPass4 } from './power-of-two';
export { radix2, radix3, radix4, radix5 } from './mixed-radix';
export { pack, unpack } from './real';
export { chirpBins, cleared, interleaved, multiplied } from './chirp';
export { addWeights, overlapAdd, promoted, takeRest, takeStem, windowed } from './frames';
export { masked, placed } from './filter';
