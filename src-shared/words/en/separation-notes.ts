/** Of all instruments only the double bass has an ending of its own. */
const plural = (instrument: string): string => `${instrument}${instrument.endsWith('s') ? 'es' : 's'}`;

const ownWaveforms = (kHz: number): string =>
  `The stems are the model’s own waveforms; what lies above ${kHz} kHz stays in the rest.`;

/** What a separation tells about itself: see `contract/separation-note.ts`. */
export const separationNotes = {
  staysInRest: (instrument: string, because: string) => `The ${instrument} stays in the rest: ${because}`,
  restBecause: { 'no-model': 'no model was made for it', 'unknown-to-model': 'this model does not know it' },
  sharesStem: (instrument: string, declared: number, most: number) =>
    most === 1
      ? `The model can’t tell the ${declared} ${plural(instrument)} apart: they share one stem`
      : `The model can tell at most ${most} ${plural(instrument)} apart, and ${declared} are declared: they share one stem`,
  places: 'Where each player sits between the two channels helped to tell them apart',
  nothingHeard: 'Too few notes were heard to be of use: the model worked without them',
  untold: 'This model can’t be told notes: it worked without them',
  oppositePhase:
    'The two channels are largely in opposite phase: the model heard their difference instead of their mean',
  direct: (kHz: number, ahead: string) => `${ownWaveforms(kHz)} They look ${ahead} ahead`,
  directFiltered: (kHz: number, ahead: string, model: string) =>
    `${ownWaveforms(kHz)} They look ${ahead} ahead: ${model} in the model, the rest where the recording is brought to its rate and back`,
  masked: (ahead: string, further: string) =>
    `The model looks ${ahead} ahead; the masks that its estimates become look up to ${further} further`,
  silent: 'The passage is silent, and so are its stems',
  fellBack: (provider: string, reason: string) =>
    `${provider} gave up during the separation (${reason}); the CPU did the rest`,
  providerRefused: (used: string, refused: string, reason: string) =>
    `Computed on ${used}: ${refused} was not used (${reason})`,
  staysFloat: (stem: string, because: string) => `${stem} stays a float WAV file, because it ${because}`,
  floatBecause: {
    'beyond-full-scale': 'has values beyond full scale',
    'finer-than-24-bit': 'has values that 24 bits can’t hold',
    'too-long': 'is too long for a FLAC file with random access',
  },
};
