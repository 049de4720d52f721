/** How loud full scale is at the ears. */
export const calibration = {
  title: 'Calibration',
  lead: 'Measure how loud this machine plays at the ears, so that levels in dB SPL are true.',
  warning: 'Protect your hearing.',
  warningText:
    'Take the headphones off before you play the tone for the first time, and begin with a soft level. Louder than 85 dB SPL for hours, or 100 dB SPL for minutes, harms the ears.',
  toneTitle: '1. Play a tone',
  toneText:
    'Set the system’s volume as you will listen, and the listening level in the editor to 0 dB. The calibration holds for this volume, these headphones and this output only.',
  frequency: 'Frequency',
  hertz: (hz: string) => `${hz} Hz`,
  level: 'Level (RMS)',
  decibels: (db: string) => `${db} dBFS`,
  ears: 'Ears',
  earNames: { both: 'Both', left: 'Left', right: 'Right' },
  play: 'Play the tone',
  stop: 'Stop the tone',
  readingTitle: '2. Read the level',
  readingText:
    'Measure at the ear, with a sound level meter at a coupler or an artificial ear. The reading less the tone’s level is the sound pressure of full scale, a signal of RMS 1. At 1 kHz the weightings A, C and Z read the same.',
  reading: 'The meter reads, dB SPL',
  keep: (db: string) => `Keep ${db} dB SPL for full scale`,
  outOfRange: (least: string, greatest: string) =>
    `Full scale must lie between ${least} and ${greatest} dB SPL. Check the reading and the level of the tone.`,
  none: 'This library has no calibration. Fittings assume 95 dB SPL for full scale, which is a guess.',
  kept: (db: string) => `Full scale is ${db} dB SPL. New fittings begin with it.`,
  forget: 'Remove the calibration',
  limitTitle: 'The limit',
  limitText:
    'While a fitting is heard, a limiter keeps peaks below the fitting’s limit in dB SPL (100 unless you change it), whatever else is switched. The limit is only as true as this calibration.',
  link: 'Calibration',
};
