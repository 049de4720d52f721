import { count } from './plural.ts';

/** A sound input, separated while it sounds. */
export const live = {
  rail: 'Live',
  title: 'Live input',
  lead: 'Separates a microphone or a line input while it sounds, with a fader for each player.',
  input: 'Sound input',
  systemInput: 'The system’s default',
  inputNumber: (number: number) => `Input ${number}`,
  inputHint: 'Taken as it is: echo cancellation, noise suppression and automatic gain are off.',
  players: 'Players',
  player: (number: number) => `Player ${number}`,
  addPlayer: 'Add a player',
  removePlayer: (number: number, name: string) => `Remove player ${number}, ${name}`,
  delay: 'Delay',
  delays: { short: 'Short', medium: 'Medium', long: 'Long' },
  delayHint:
    'Short uses the shortest blocks that this computer sustains, and waits for each no longer than it has to. A longer delay survives a busier computer.',
  start: 'Start',
  starting: 'Measuring how fast this computer is…',
  stop: 'Stop',
  headphones: 'Use headphones: loudspeakers near the microphone feed back.',
  noModelTitle: 'No causal model is installed',
  noModelText: 'A sound input needs a model that works without the future. Add one on the page of models.',
  insecure: 'This page can use a sound input only over HTTPS or on this computer.',
  problems: {
    refused: {
      title: 'The sound input was refused',
      text: 'Allow the microphone for this page in the browser’s or the system’s settings, then start again.',
    },
    'no-device': {
      title: 'There is no such sound input',
      text: 'Connect a microphone or an interface, or choose another input, then start again.',
    },
    busy: {
      title: 'The sound input can’t be opened',
      text: 'Another program may be using it. Close that program, then start again.',
    },
    'device-gone': {
      title: 'The sound input has gone',
      text: 'It was unplugged or switched off. Connect it or choose another one, then start again.',
    },
    'context-gone': {
      title: 'The system stopped the sound',
      text: 'Check the output device, then start again.',
    },
  },
  faders: 'Players’ faders',
  gainOf: (name: string) => `Gain of ${name}`,
  levelOf: (name: string) => `Level of ${name}`,
  muteOf: (name: string) => `Mute ${name}`,
  soloOf: (name: string) => `Solo ${name}`,
  rest: 'Rest',
  gain: 'Gain',
  inputLevel: 'Input',
  outputTitle: 'Output',
  output: 'Processing',
  noProcessing: 'None but the limiter',
  outputHint: 'A preset of the mixer. The fitting follows it, and the limiter stays on.',
  matchedHint: (left: string, right: string) =>
    `Estimated for speech at 65 dB SPL: left ${left} dB, right ${right} dB.`,
  gettingReady: 'Getting ready: measuring how long the sound has to wait…',
  running: (latency: string, dropouts: string) => `Running, ${latency} behind, ${dropouts}`,
  dropouts: (n: number) => (n === 0 ? 'no dropouts' : count(n, 'dropout')),
  tooBusy:
    'This computer is too busy for this delay: the wait is as long as it may be, and still not long enough. Close other programs, or stop and choose a longer delay.',
  speed: (factor: string) => `A second of sound takes ${factor} s of work on one core.`,
  latency: 'Delay from sound to ear',
  parts: {
    block: 'Until a block is full',
    wait: 'Waiting for the block',
    model: 'Model',
    fitting: 'Fitting, also without one',
    limiter: 'Limiter',
    device: 'Input and output devices',
  },
  /** Of a time that is not known yet. */
  unknown: '–',
  adapts:
    'The wait follows what this computer needs: it lengthens and shortens by a millisecond a second, which can’t be heard.',
  total: 'Together',
  computed:
    'The devices’ share is what they say of themselves. Connect the output to the input, or hold a headphone to the microphone, to measure it.',
  measured: 'The devices’ share was measured through the loop.',
  measure: 'Measure the loop',
  measuring: 'Measuring…',
  noLoop:
    'The output does not reach the input: nothing was measured. Connect them with a cable, or hold a headphone to the microphone.',
  milliseconds: (ms: number) => `${Math.round(ms)} ms`,
  bandwidth: (khz: string) => `The model hears up to ${khz} kHz and one channel; nothing above is played.`,
};
