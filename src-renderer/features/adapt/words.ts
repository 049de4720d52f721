import type {
  Adaptation,
  AdaptationClip,
  AdaptationFigure,
  AdaptationResult,
  Pretraining,
} from '../../../src-shared/contract/adaptation.ts';
import { gotBetter } from '../../../src-shared/contract/adaptation.ts';
import type { Recording } from '../../../src-shared/contract/recording.ts';
import { isSeparable, type Instrument } from '../../../src-shared/project/players.ts';
import { formatDb, formatNumber } from '../../../src-shared/format/numbers.ts';
import { count } from '../../ui/format.ts';
import { words } from '../../words/words.ts';

/** What an adaptation is told in. All pure. */

/** How recordings teach, in plain words. */
export const PRETRAINING_WORDS: Readonly<
  Record<Pretraining, { readonly label: string; readonly detail: string; readonly short: string }>
> = {
  unmixing: {
    label: 'Taking mixtures apart',
    detail:
      'Two recordings are mixed, or one and a solo, and it learns to take them apart again (MixIT). The usual way; needs no solos.',
    short: 'unmixing',
  },
  'masked-prediction': {
    label: 'Guessing what is hidden',
    detail:
      'Parts of the sound are covered, and it learns to guess them from the rest (masked prediction). One recording is enough, but only the ear learns: solos of two instruments must follow.',
    short: 'masked prediction',
  },
};

/** A share is held back, and each part must be long enough to mix from. */
export const LEAST_SECONDS = 20;
/** Scoring before, between and after, by what it took on two cores. */
const SCORING_SECONDS = 90;

/** A solo as the form holds it. */
export interface ChosenSolo {
  readonly seconds: number;
  readonly instrument: Instrument;
}

export interface Verdict {
  readonly tone: 'success' | 'warning';
  readonly title: string;
  readonly text: string;
}

const FIGURE_WORDS: Readonly<Record<AdaptationFigure['kind'], string>> = {
  solos: 'Your held-back solos, mixed with each other',
  recordings: 'Your held-back recordings, two mixed and taken apart again',
};
export const figureWords = (kind: AdaptationFigure['kind']): string => FIGURE_WORDS[kind];

/** `+0.8 ± 0.3 dB`. */
export function changeText({ change, half }: Pick<AdaptationFigure, 'change' | 'half'>): string {
  const sure = half === null ? '' : ` ± ${formatNumber(half, 1)}`;
  return formatDb(change).replace(' dB', `${sure} dB`);
}

/** Whether it was worth it, and how sure that is. */
export function verdict(result: AdaptationResult): Verdict {
  const deciding = result.figures.find(({ kind }) => kind === 'solos') ?? result.figures[0];
  if (deciding === undefined) {
    return { tone: 'warning', title: 'Nothing was measured', text: 'Listen before you keep it.' };
  }
  const by = changeText(deciding);
  const on = deciding.kind === 'solos' ? 'on your held-back solos' : 'on your held-back recordings';
  if (!gotBetter(result)) {
    return {
      tone: 'warning',
      title: `It did not get better: ${by} ${on}`,
      text: 'The model as it was does at least as well. More material, or more minutes, may help; you can keep this one all the same.',
    };
  }
  if (deciding.half === null || deciding.change < deciding.half) {
    return {
      tone: 'warning',
      title: `Perhaps better: ${by} ${on}`,
      text: 'The difference is smaller than what chance does to so few mixtures. Listen before you decide.',
    };
  }
  return {
    tone: 'success',
    title: `Better: ${by} ${on}`,
    text: 'By the same players and rooms that it learnt from. On other recordings the gain will be smaller, and was not measured.',
  };
}

/** Who can be learnt from, and why a recording can not. */
export function recordingProblem(recording: Recording): string | null {
  if (recording.state !== 'ready') return 'still being read';
  if (!recording.available) return 'its file can’t be read';
  if (!recording.players.some(({ instrument }) => isSeparable(instrument))) return 'say first who plays';
  if (recording.frames < LEAST_SECONDS * recording.sampleRate) return `shorter than ${LEAST_SECONDS} s`;
  return null;
}

/** By instrument, how many seconds of solos there are. */
export function soloSeconds(solos: readonly ChosenSolo[]): ReadonlyMap<Instrument, number> {
  const found = new Map<Instrument, number>();
  for (const { instrument, seconds } of solos) found.set(instrument, (found.get(instrument) ?? 0) + seconds);
  return found;
}

/** What still lacks before it can begin, in one sentence; null where nothing does. */
export function lacking(
  recordings: number,
  solos: readonly ChosenSolo[],
  pretraining: Pretraining = 'unmixing',
): string | null {
  const enough = [...soloSeconds(solos).values()].filter((seconds) => seconds >= LEAST_SECONDS).length;
  if (pretraining === 'masked-prediction' && recordings > 0 && enough < 2) {
    return `Guessing what is hidden needs ${LEAST_SECONDS} s or more of solos of at least two instruments to go on with.`;
  }
  if (enough >= 2 || recordings >= 2 || (recordings === 1 && enough === 1)) return null;
  if (recordings === 0 && solos.length === 0) return 'Choose recordings, solos, or better both.';
  return `Choose ${LEAST_SECONDS} s or more of solos of at least two instruments, or two recordings.`;
}

/** What will happen, step by step. */
export function steps(
  recordings: number,
  solos: readonly ChosenSolo[],
  minutes: number,
  pretraining: Pretraining = 'unmixing',
): string[] {
  const instruments = soloSeconds(solos).size;
  return [
    'A fifth of the material is held back to score on, another fifth to choose by.',
    ...(recordings > 0 ? [listeningStep(recordings, instruments, pretraining)] : []),
    ...(instruments > 1
      ? [`It makes ensembles of the solos of ${count(instruments, 'instrument')}, and learns from those.`]
      : []),
    `That takes ${words().units.span(minutes * 60)}, and scoring some ${words().units.span(SCORING_SECONDS)} more. Other work on this computer goes first.`,
    'Then you hear both and decide. The model it begins with is never changed.',
  ];
}

function listeningStep(recordings: number, soloInstruments: number, pretraining: Pretraining): string {
  if (pretraining === 'masked-prediction') {
    return `Divisi hides parts of ${count(recordings, 'recording')} and learns to guess them from the rest.`;
  }
  if (recordings < 2 && soloInstruments === 0) return 'A recording alone teaches nothing yet.';
  const partners = [
    ...(recordings > 1 ? ['with each other'] : []),
    ...(soloInstruments > 0 ? ['with solos'] : []),
  ].join(' and ');
  return `Divisi mixes ${count(recordings, 'recording')} ${partners} and learns to take them apart again.`;
}

const STATE_WORDS: Readonly<Record<Adaptation['state'], string>> = {
  running: 'Learning',
  ready: 'Waiting for you',
  kept: 'Kept',
  failed: 'Failed',
  cancelled: 'Stopped',
};
export const stateWords = (state: Adaptation['state']): string => STATE_WORDS[state];

/** One passage, with the sounds of each player side by side. */
export interface ClipPassage {
  readonly passage: string;
  readonly mixture: AdaptationClip | null;
  readonly players: readonly {
    readonly label: string;
    readonly before: AdaptationClip | null;
    readonly after: AdaptationClip | null;
    readonly original: AdaptationClip | null;
  }[];
}

/** Clips as they are compared: by passage, then by player, in the order in which they came. */
export function passagesOf(clips: readonly AdaptationClip[]): ClipPassage[] {
  return [...new Set(clips.map(({ passage }) => passage))].map((passage) => {
    const own = clips.filter((clip) => clip.passage === passage);
    const find = (label: string, kind: AdaptationClip['kind']): AdaptationClip | null =>
      own.find((clip) => clip.label === label && clip.kind === kind) ?? null;
    return {
      passage,
      mixture: own.find(({ kind }) => kind === 'mixture') ?? null,
      players: [...new Set(own.filter(({ kind }) => kind !== 'mixture').map(({ label }) => label))].map(
        (label) => ({
          label,
          before: find(label, 'before'),
          after: find(label, 'after'),
          original: find(label, 'original'),
        }),
      ),
    };
  });
}
