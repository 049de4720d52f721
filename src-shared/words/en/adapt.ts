import { count } from './plural.ts';

/** Training a model on with the user's own recordings. */
export const adapt = {
  title: 'Adapt to my recordings',
  lead: 'A model learns from your own recordings: your instruments, your players, your room. Training runs on this computer, and nothing leaves it.',
  looking: 'Looking',
  lookingFor: 'Looking for Python and PyTorch…',
  lookAgain: 'Look again',
  needsPython:
    'Divisi trains with Python and PyTorch, which it does not include. Run this in a terminal once; it takes about 1 GB of disk space:',
  otherPython: (variable: string) =>
    `To use another Python, name it in the environment variable ${variable}. “divisi doctor” shows the same commands.`,
  card: {
    from: (model: string, version: string) => `from ${model} ${version}`,
    recordings: (n: number) => count(n, 'recording'),
    solos: (n: number) => count(n, 'solo'),
    adapting: (name: string) => `Adapting ${name}`,
    estimating: 'estimating the time',
    notFinished: 'The adaptation did not finish.',
    cancelled: 'What it learned is kept, and it can continue from there.',
    training: (steps: number, percent: number) =>
      `${count(steps, 'training step')}. The weights are ${percent} % of the way from the original model to the end of the training: the point that did best on the material set aside for choosing.`,
    kept: (name: string) => `“${name}” is one of your models. You can choose it when you separate.`,
    seeModels: 'See the models',
    stop: 'Stop',
    continue: 'Continue',
    keep: 'Keep this model',
    keepAnyway: 'Keep it anyway',
    discard: 'Discard',
    discardTitle: (name: string) => `Discard “${name}”?`,
    removeTitle: (name: string) => `Remove “${name}” from this page?`,
    removeKept:
      'The model stays among your models. Its measurements and the passages to listen to move to the trash.',
    discardText:
      'The trained model moves to the trash, with the passages to listen to. Your recordings stay as they are.',
  },
  figures: {
    solos: 'Your held-back solos, mixed with each other',
    recordings: 'Your held-back recordings, two mixed and separated again',
    mixtures: (n: number) => `(${count(n, 'mixture')})`,
    caveat:
      'There are no originals to compare with: this shows only how well it separates the players of one recording from those of the other.',
    improvement: 'SI-SDR improvement, dB',
    before: 'Before',
    after: 'After',
    mean: 'mean',
  },
  clips: {
    mixture: 'the mixture',
    player: 'Player',
    before: 'Before',
    after: 'After',
    original: 'Original',
    beforeTitle: (player: string, passage: string) => `${player} before, ${passage}`,
    afterTitle: (player: string, passage: string) => `${player} after, ${passage}`,
    originalTitle: (player: string, passage: string) => `${player}, original, ${passage}`,
  },
  form: {
    title: 'New adaptation',
    trial: (span: string) => `${span}, to try it out`,
    noModel: 'No installed model can be adapted',
    noModelText: 'The models were installed without the weights that training starts from.',
    recordings: 'Recordings of ensembles',
    recordingsHint: 'Divisi learns from the recordings as they are; it needs no separate parts.',
    method: 'How to learn from them',
    solos: 'Solos',
    solosHint:
      'Passages in which one instrument plays alone: recordings, excerpts or stems. The model learns most from them, and they show how good the result is.',
    name: 'Name of the new model',
    nameExample: 'My quartet',
    from: 'Starting model',
    time: 'Training time',
    steps: 'What will happen',
    start: 'Start learning',
    needsName: 'Enter a name.',
    waits: 'It starts when the other one is finished.',
    noRecordings: 'The library has none. Import some, and name their players.',
    namePlayers: 'Name the players',
  },
  picker: {
    noMatch: 'No other item with one player matches.',
    allChosen: 'You have chosen every item with one player.',
    none: 'The library has no item with only one player yet. Import solos and name their player, or save a passage of a recording as an excerpt.',
    chosen: 'Chosen solos',
    whoPlays: (title: string) => `Who plays in ${title}`,
    takeAway: (title: string) => `Remove ${title}`,
    search: 'Search for solos',
    searchHint: 'Search recordings, excerpts and stems of one player',
    found: 'Found',
    addItem: (title: string) => `Add ${title}`,
    add: 'Add',
  },
  methods: {
    unmixing: {
      label: 'Separating mixtures',
      detail:
        'Divisi mixes two recordings, or one and a solo, and the model learns to separate them again (MixIT). The usual method; it needs no solos.',
      short: 'unmixing',
    },
    'masked-prediction': {
      label: 'Predicting what is hidden',
      detail:
        'Divisi hides parts of the sound, and the model learns to predict them from the rest (masked prediction). One recording is enough, but only the encoder learns, so solos of two instruments must follow.',
      short: 'masked prediction',
    },
  },
  verdict: {
    onSolos: 'on your held-back solos',
    onRecordings: 'on your held-back recordings',
    none: 'Nothing was measured',
    noneText: 'Listen before you keep it.',
    worse: (by: string, on: string) => `It did not get better: ${by} ${on}`,
    worseText:
      'The original model does at least as well. More material or a longer training may help; you can keep this one anyway.',
    perhaps: (by: string, on: string) => `Perhaps better: ${by} ${on}`,
    perhapsText: 'With so few mixtures, the difference could be chance. Listen before you decide.',
    better: (by: string, on: string) => `Better: ${by} ${on}`,
    betterText:
      'This was measured on the players and rooms that it learned from. The gain on other recordings is not measured and will be smaller.',
  },
  problems: {
    importing: 'still being imported',
    unreadable: 'its file can’t be read',
    noPlayers: 'name its players first',
    short: (seconds: number) => `shorter than ${seconds} s`,
  },
  lacking: {
    hidden: (seconds: number) =>
      `Predicting what is hidden needs ${seconds} s or more of solos of at least two instruments as well.`,
    nothing: 'Choose recordings, solos, or preferably both.',
    little: (seconds: number) =>
      `Choose ${seconds} s or more of solos of at least two instruments, or two recordings.`,
  },
  steps: {
    holdBack:
      'Divisi sets aside a fifth of the material for scoring, and another fifth for choosing the best weights.',
    ensembles: (instruments: number) =>
      `It mixes the solos of ${count(instruments, 'instrument')} into ensembles, and learns from those.`,
    takes: (training: string, scoring: string) =>
      `Training takes ${training}, and scoring about ${scoring}. Other jobs on this computer run first.`,
    decide: 'Then you listen to both models and decide. The starting model is never changed.',
    hide: (recordings: number) =>
      `Divisi hides parts of ${count(recordings, 'recording')}, and the model learns to predict them from the rest.`,
    tooFew: 'One recording alone is not enough to learn from.',
    mix: (recordings: number, others: boolean, solos: boolean) =>
      `Divisi mixes ${count(recordings, 'recording')} ${[...(others ? ['with each other'] : []), ...(solos ? ['with solos'] : [])].join(' and ')}, and the model learns to separate them again.`,
  },
  states: {
    running: 'Learning',
    ready: 'Waiting for you',
    kept: 'Kept',
    failed: 'Failed',
    cancelled: 'Stopped',
  },
};
