import type { Envelope } from '../../src-shared/project/envelope.ts';

/** A gain region and fades at both ends of a track, none of which keeps to the mixer's blocks. */
export const busyEnvelope = (frames: number): Envelope => ({
  regions: [
    {
      id: 'gain-1',
      start: Math.round(frames * 0.3) + 5,
      end: Math.round(frames * 0.6) + 31,
      gainDb: 5,
      fadeIn: { frames: 777, shape: 'raisedCosine' },
      fadeOut: { frames: 0, shape: 'linear' },
    },
  ],
  fadeIn: { start: 0, end: 3001, shape: 'linear' },
  fadeOut: { start: frames - 2003, end: frames, shape: 'raisedCosine' },
});
