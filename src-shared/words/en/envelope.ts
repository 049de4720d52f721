import { count } from './plural.ts';

/** Gain regions and fades of a track. */
export const envelope = {
  menu: 'Gain regions and fades…',
  layer: (name: string, n: number) => `Gain of ${name}: ${count(n, 'region')}`,
  region: (from: string, to: string) => `Gain from ${from} to ${to}`,
  regionOf: (name: string) => `Gain region of ${name}`,
  fadesOf: (name: string) => `Fades of ${name}`,
  trackFades: 'Fades of the track',
  ofSelection: 'Make a region of the selection',
  gain: 'Gain (dB)',
  silence: 'Silence',
  from: 'From',
  to: 'To',
  fadeIn: 'Fade-in (ms)',
  fadeInShape: 'Shape of the fade-in',
  fadeOut: 'Fade-out (ms)',
  fadeOutShape: 'Shape of the fade-out',
  shapes: { raisedCosine: 'Cosine', linear: 'Linear' },
  remove: 'Delete the region',
};
