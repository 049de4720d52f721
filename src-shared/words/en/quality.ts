/** How good a separation is: estimates, measurements, and how far to trust them. The reports use the English ones. */
export const quality = {
  tracks: 'The tracks',
  title: 'Quality of the separation',
  /** Above the legend of the bars below the waveforms in the editor. */
  legend: 'Bars below the tracks: estimated quality',
  measure: 'Measure against references…',
  loading: 'Loading the report',
  none: 'Not judged yet',
  judge: 'Judge the stems',
  judgeAgain: 'Judge again',
  noneText: 'Divisi can estimate, from the stems alone, where each player is likely to be mixed with others.',
  noEstimate: 'No estimate',
  noEstimateText:
    'The model that made these stems comes without an estimator. You can still measure against references.',
  judging: 'Judging the stems',
  saved: 'The report is saved',
  report: 'Report',
  verdicts: { clear: 'clear', fair: 'fair', doubtful: 'doubtful' },
  meanings: {
    clear: 'expected SDR of 6 dB or more: at most about a quarter of the energy is wrong',
    fair: 'expected SDR of 1.5 to 6 dB: the others are likely to be audible in it',
    doubtful: 'expected SDR below 1.5 dB: errors are likely nearly as strong as the player',
  },
  empty: 'empty',
  emptyMeaning: 'the player does not sound, so there is no figure',
  withMeaning: (word: string, meaning: string) => `${word}: ${meaning}`,
  estimate: {
    title: 'What to expect',
    key: 'Key',
    trust: 'How far to trust this',
    stem: (verdict: string, expected: string) => `${verdict}; expected SDR ${expected}`,
    passage: (text: string, expected: string) => `${text}; expected SDR ${expected}`,
    passageOf: (stem: string, times: string, text: string) => `${stem} ${times}: ${text}.`,
    silent: 'This player does not sound in this recording.',
    clear: 'Wherever this player sounds, the stem is probably clear of the others.',
    more: (n: number) => `${n} more passages`,
  },
  lane: {
    silent: (label: string) => `Quality of ${label}: no figure, because it does not sound`,
    estimated: (label: string, verdict: string) => `Quality of ${label}, estimated: ${verdict}`,
    doubtfulAt: (whole: string, passages: readonly string[]) =>
      `${whole}; doubtful at ${passages.join(', ')}`,
  },
  measured: {
    title: 'Measured against references',
    text: 'The unprocessed mixture is the floor. The ideal ratio mask, computed from the references, is about the best that masks can do.',
    unmatched: (files: readonly string[]) => `References that match no stem: ${files.join(', ')}.`,
    silent: (label: string, file: string) =>
      `${label}: the reference ${file} is silent, so there are no figures.`,
    against: (file: string) => `against ${file}`,
    figure: 'Figure',
    stem: 'This stem',
    mixture: 'Mixture',
    ideal: 'Ideal mask',
    gained: 'SI-SDR improvement, dB',
    siSdr: 'SI-SDR, dB',
    sdr: 'SDR, dB',
    nlpd: 'NLPD (0 is best)',
    msSsim: 'MS-SSIM (1 is best)',
    overTime: (label: string) => `${label} over time`,
    when: 'Time',
    expected: 'Expected SDR',
  },
  references: {
    title: 'Measure against references',
    text: 'The isolated recordings of the players, if you have them: as long as this recording, with its sample rate and channels.',
    matching: (files: readonly string[]) =>
      `Divisi matches files by name: ${files.join(', ')}, in any format that it reads.`,
    files: 'Files…',
    folder: 'A folder…',
    sendingAll: 'Sending references',
    sending: 'Sending',
    filesLabel: 'Reference files',
    folderLabel: 'Folder of references',
  },
  expected: (sdr: string, low: string, high: string) =>
    `about ${sdr} dB (8 of 10 lie between ${low} and ${high})`,
  passages: {
    clear: 'probably clear of the others',
    fairWith: (other: string) => `others are likely to be audible in it, most of all ${other}`,
    fairRest: 'some of it is likely to be in the rest, or the other way round',
    fair: 'others are likely to be audible in it',
    doubtfulWith: (other: string) => `probably mixed with others, most of all ${other}`,
    doubtfulRest: 'probably confused with what is in the rest',
    doubtful: 'probably mixed with several others',
  },
  /** A label in the middle of a sentence. */
  inSentence: (label: string) => label.charAt(0).toLowerCase() + label.slice(1),
  caveats: {
    estimates:
      'These are estimates from the stems alone, not measurements: they point to passages that deserve a listen, and can be wrong in both directions.',
    checked: (stems: number, steered: boolean, window: string, stem: string, partner: number) =>
      `On ${stems} stems of real recordings with known parts${steered ? ' (which were used to choose the estimator)' : ''}, their order agreed with the true one by ` +
      `${window} per window and ${stem} per stem (Spearman’s rank correlation: 0 is chance, 1 perfect). ` +
      `The player named as mixed in was the right one in ${partner} of 10 cases.`,
    undeclared: 'An undeclared player can hide in a stem without being noticed here.',
    otherModel: (estimator: string, model: string) =>
      `The estimator was made for ${estimator}, and these stems come from ${model}: take the figures as a rough guide.`,
  },
  restLittle: 'Less than 1 % of the energy went to the rest.',
  rest: (percent: number) => `${percent} % of the energy went to the rest.`,
};
