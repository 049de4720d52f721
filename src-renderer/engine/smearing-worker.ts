import { smearingMatrix, type SmearingSize } from '../../src-shared/hearing/loss/smearing-matrices.ts';

// The only sender is `SmearingWork`, built from the same sources.
self.onmessage = ({ data }: MessageEvent<SmearingSize>): void => self.postMessage(smearingMatrix(data));
