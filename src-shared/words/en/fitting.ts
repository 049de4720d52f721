/** The fitting of the mix to a listener's ears. */
export const fitting = {
  title: 'Fitting',
  /** On a narrow button. */
  short: 'Fitting',
  lead: 'Hear and export the mix as fitted to a listener’s ears, left and right each, or as their loss lets it through. It follows the master’s processors and comes before the limiter.',
  listener: 'Listener',
  none: 'No fitting',
  standard: (name: string) => (name === 'NH' ? 'NH, no loss' : `${name}, standard audiogram`),
  kept: (name: string) => `${name}, as kept in the project`,
  rule: 'Rule',
  rules: {
    none: 'Not fitted',
    'nal-r': 'NAL-R, linear',
    camfit: 'CAMFIT, six-band compressor',
  },
  loss: 'Heard through',
  losses: {
    none: 'No simulated loss',
    plain: 'Simulated loss',
    'smeared-3': 'Simulated loss, smeared ×3',
    'smeared-6': 'Simulated loss, smeared ×6',
  },
  fullScale: 'Full scale, dB SPL',
  limit: 'Limit, dB SPL',
  bypass: 'Bypass',
  levelMatched: 'Level-matched',
  matchedHint: (left: string, right: string) =>
    `Each ear is as loud (LUFS) as without the fitting: left ${left} dB, right ${right} dB.`,
  matchingHint: 'Each ear will be as loud (LUFS) as without the fitting.',
  unmatchedHint: 'The fitting changes the loudness.',
  stale: 'The mix has changed since its levels were matched.',
  unknownMix: 'This project doesn’t say which mix the levels were matched on.',
  matchAgain: 'Match again',
  measuring: 'Measuring the loudness of each ear',
  preparing: 'Computing the smearing',
  preparingHint:
    'The smearing is being computed; until then you hear what you heard before. You can choose something else meanwhile.',
  warning: 'A fitting can be very loud.',
  warningText: (ceiling: string, spl: string) =>
    `Turn the volume down before you switch it on. The limiter is always on with a fitting, even where it is bypassed: peaks stop at ${ceiling} dBTP, about ${spl} dB SPL with this full scale. This is for listening and research, and does not replace a hearing aid fitted by a professional.`,
  lossTitle: 'What this listener hears, roughly',
  lossText:
    'For listeners without a loss: thresholds are raised, loudness grows faster up to 100 dB SPL, and spectra are smeared as by broader auditory filters (after Baer and Moore 1993, Nejime and Moore 1997). It tells nothing about how a person with this loss experiences music. With a rule, the mix is fitted first and then heard through the loss; matched levels are those before the loss. The mix is 12 to 15 ms later with it, and choosing it interrupts playback briefly.',
  notCalibrated: 'Levels in dB SPL are true only where this full scale was measured at the ears.',
  calibrate: 'Calibrate',
  inMix: 'A fitting is in the mix.',
};
