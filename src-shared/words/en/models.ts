import { count, list } from './plural.ts';

/** Models: what they are for, what was measured, what they can't do. */
export const models = {
  title: 'Models',
  lead: 'The models that Divisi separates and listens with, and how well each did when measured.',
  adapt: 'Adapt to my recordings…',
  add: 'Add a model…',
  none: 'No model is installed',
  noneText:
    'Divisi needs a model to separate. Reinstall Divisi, or add a model with “divisi models add DIR”.',
  installed: 'Installed models',
  tasks: { separation: 'Separation', embedding: 'Similarity', tagging: 'Instruments' },
  version: (version: string) => `version ${version}`,
  default: 'default',
  unusable: 'Can’t be used',
  addByCommand: 'Add others on the command line:',
  facts: {
    id: 'ID',
    architecture: 'Architecture',
    rate: 'Sample rate',
    size: 'Size',
    licence: 'Licence',
    origin: 'Origin',
    builtIn: 'Comes with Divisi',
    added: 'Added here, unverified',
  },
  measured: 'Measured',
  card: 'Card',
  removeTitle: (title: string) => `Remove “${title}”?`,
  removeAction: 'Remove model',
  removeText: 'Divisi’s copy moves to the trash. Separations made with it stay.',
  sets: {
    synthetic: 'Synthetic mixtures like those it was trained on',
    shifted: 'Synthetic mixtures with unseen samples and rooms',
    'real-select': 'Real recordings used to choose between models',
    'real-report': 'Real recordings, evaluated once for the model card',
    'real-in-rooms': 'Real recordings in unseen measured rooms',
  },
  noMetrics: 'Nothing has been measured for this model.',
  set: 'Set',
  date: 'Date',
  allPlayers: 'all',
  players: (n: number) => `${n} players`,
  mixtures: (n: number) => count(n, 'mixture'),
  metrics: {
    si_sdr_improvement: 'SI-SDR improvement (dB)',
    unmixing_si_sdr_improvement: 'SI-SDR improvement on two recordings, mixed and separated again (dB)',
    si_sdr: 'SI-SDR (dB)',
    sdr: 'SDR (dB)',
    ms_ssim: 'MS-SSIM',
    nlpd: 'NLPD',
    f1_macro: 'F1, mean over instruments',
    f1_micro: 'F1, all decisions',
    average_precision_macro: 'Average precision, mean over instruments',
    ece: 'Calibration error (ECE)',
  },
  figure: {
    none: (players: number) => `No evidence for ${players} players yet: judge by ear.`,
    /** A number of mixtures, after the figure it belongs to. */
    size: (mixtures: number) => ` (${count(mixtures, 'mixture')})`,
    before: (gain: string) => `; before the adaptation ${gain}`,
    own: (players: number, gain: string, size: string, before: string) =>
      `On mixtures of ${players} of your held-back solos, each part is ${gain} cleaner on average${size}${before}.`,
    real: (players: number, gain: string, size: string) =>
      `On real recordings of ${players} players, each part is ${gain} cleaner on average${size}.`,
    select: (players: number, gain: string, size: string) =>
      `On the real recordings of ${players} players that were used to choose the model, each part is ${gain} cleaner on average${size}.`,
    synthetic: (players: number, gain: string, size: string) =>
      `On synthetic mixtures of ${players} players, each part is ${gain} cleaner on average${size}; there is no real evidence.`,
  },
  speed: {
    unknown: 'It has not finished a separation on this computer yet.',
    same: 'Its last separation here took about as long as the music.',
    faster: (times: string) => `Its last separation here was ${times} times as fast as the music.`,
    slower: (times: string) => `Its last separation here took ${times} times as long as the music.`,
  },
  listen: {
    parts:
      'You can listen while it separates, as soon as its first part is done: a few seconds of music at a time.',
    atOnce: 'You can listen at once while it separates.',
    withPauses:
      'You can listen at once while it separates, with pauses, because it is slower than the music here.',
  },
  purpose: {
    blind: 'Separates without knowing who plays.',
    classes: (instruments: readonly string[]) => `Separates ${list(instruments)}.`,
    embedding: 'Recognises who plays, and compares recordings by their sound.',
    tagging: 'Recognises which instruments play.',
  },
  limits: {
    oneStemEach: 'Players of the same instrument share one stem.',
    noEvidence: 'no evidence yet',
    measuredGain: (gain: string) => `${gain} where measured`,
    stemsEach: (n: number, evidence: string) =>
      `Up to ${n} players of the same instrument get a stem each (${evidence}).`,
    noRest: 'It has not learned a rest: the rest is what no stem took.',
    rest: 'Noise and undeclared players should go to the rest, so declare everyone you hear.',
    restMeasured: (gain: string) =>
      `Noise and undeclared players should go to the rest, so declare everyone you hear; with one player undeclared, parts gained ${gain}.`,
    notLive: 'It looks ahead, so it is not suitable for live use.',
    onlyPast: 'It uses only the past, as a hearing aid would',
    ahead: (ms: string) => `It uses the past and ${ms} ms ahead, as a hearing aid would`,
    both: (ahead: string, stems: string) => `${ahead}; ${stems}`,
    waveformStems: 'its stems are the waveforms that it computes.',
    maskStems: 'its stems are made with masks, which look about 0.1 s further.',
    bandRest: (khz: string) => `It works up to ${khz} kHz; what lies above stays in the rest.`,
    bandMasks: (khz: string) => `It works up to ${khz} kHz; above that, Divisi extends its masks.`,
    often: 'It is often wrong: what it reports is a proposal.',
    sameInstrument: 'It can’t tell players of the same instrument apart.',
    band: (khz: string) => `It works up to ${khz} kHz.`,
  },
};
