/** The processors of a strip. A parameter that is missing here is shown by the name that it declares. */
export const processors = {
  titles: { 'high-pass': 'High-pass', equaliser: 'Equaliser', compressor: 'Compressor' } as Readonly<
    Record<string, string>
  >,
  parameters: {
    frequency: 'Frequency',
    slope: 'Slope',
    threshold: 'Threshold',
    ratio: 'Ratio',
    knee: 'Knee',
    attack: 'Attack',
    release: 'Release',
    makeUp: 'Make-up gain',
    lowFrequency: 'Low shelf frequency',
    lowGain: 'Low shelf gain',
    lowMidFrequency: 'Low mid frequency',
    lowMidGain: 'Low mid gain',
    lowMidQ: 'Low mid Q',
    highMidFrequency: 'High mid frequency',
    highMidGain: 'High mid gain',
    highMidQ: 'High mid Q',
    highFrequency: 'High shelf frequency',
    highGain: 'High shelf gain',
  } as Readonly<Record<string, string>>,
  bands: { low: 'Low shelf', lowMid: 'Low mid', highMid: 'High mid', high: 'High shelf' } as Readonly<
    Record<string, string>
  >,
  short: { frequency: 'Freq', gain: 'Gain', makeUp: 'Make-up' },
  of: (title: string, track: string) => `${title} of ${track}`,
  parameterOf: (track: string, parameter: string) => `${track} ${parameter.toLowerCase()}`,
  bypass: (title: string) => `Bypass the ${title.toLowerCase()}`,
  turnOn: (title: string) => `Turn the ${title.toLowerCase()} on`,
  reset: (title: string) => `Reset the ${title.toLowerCase()}`,
  unknown: (id: string) => `This Divisi has no processor “${id}”. The project keeps it.`,
  highPassCurve: (track: string) => `High-pass curve of ${track}`,
  equaliserCurve: (track: string) => `Equaliser curve of ${track}`,
  compressionCurve: (track: string) => `Compression curve of ${track}`,
  gainReduction: (track: string) => `Gain reduction of ${track}`,
  bandPoint: (band: string) => `${band}: arrow keys move frequency and gain`,
};
