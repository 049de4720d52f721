import type {
  AdaptationClip,
  AdaptationFigure,
  AdaptationResult,
  Pretraining,
} from '../../../src-shared/contract/adaptation.ts';
import { gotBetter } from '../../../src-shared/contract/adaptation.ts';
import type { Recording } from '../../../src-shared/contract/recording.ts';
import { isSeparable, type Instrument } from '../../../src-shared/project/players.ts';
import { formatDb, formatNumber } from '../../../src-shared/format/numbers.ts';
import { words } from '../../words/words.ts';

/** Texts for the adaptation page. */

/** The minimum audio length: a share is held out, and each part must be long enough to mix from. */
export const LEAST_SECONDS = 20;
/** The estimated time for scoring before, during and after training, measured on two cores. */
const SCORING_SECONDS = 90;

/** A solo selected in the form. */
export interface ChosenSolo {
  readonly seconds: number;
  readonly instrument: Instrument;
}

export interface Verdict {
  readonly tone: 'success' | 'warning';
  readonly title: string;
  readonly text: string;
}

/** For example `+0.8 ± 0.3 dB`. */
export function changeText({ change, half }: Pick<AdaptationFigure, 'change' | 'half'>): string {
  const sure = half === null ? '' : ` ± ${formatNumber(half, 1)}`;
  return formatDb(change).replace(' dB', `${sure} dB`);
}

/** Says whether the adaptation improved the model, and how certain that is. */
export function verdict(result: AdaptationResult): Verdict {
  const deciding = result.figures.find(({ kind }) => kind === 'solos') ?? result.figures[0];
  if (deciding === undefined) {
    return { tone: 'warning', title: words().adapt.verdict.none, text: words().adapt.verdict.noneText };
  }
  const by = changeText(deciding);
  const on = deciding.kind === 'solos' ? words().adapt.verdict.onSolos : words().adapt.verdict.onRecordings;
  if (!gotBetter(result)) {
    return {
      tone: 'warning',
      title: words().adapt.verdict.worse(by, on),
      text: words().adapt.verdict.worseText,
    };
  }
  if (deciding.half === null || deciding.change < deciding.half) {
    return {
      tone: 'warning',
      title: words().adapt.verdict.perhaps(by, on),
      text: words().adapt.verdict.perhapsText,
    };
  }
  return {
    tone: 'success',
    title: words().adapt.verdict.better(by, on),
    text: words().adapt.verdict.betterText,
  };
}

/** Returns why a recording can't be used for training, or null. */
export function recordingProblem(recording: Recording): string | null {
  if (recording.state !== 'ready') return words().adapt.problems.importing;
  if (!recording.available) return words().adapt.problems.unreadable;
  if (!recording.players.some(({ instrument }) => isSeparable(instrument)))
    return words().adapt.problems.noPlayers;
  if (recording.frames < LEAST_SECONDS * recording.sampleRate)
    return words().adapt.problems.short(LEAST_SECONDS);
  return null;
}

/** Returns the total seconds of solos per instrument. */
export function soloSeconds(solos: readonly ChosenSolo[]): ReadonlyMap<Instrument, number> {
  const found = new Map<Instrument, number>();
  for (const { instrument, seconds } of solos) found.set(instrument, (found.get(instrument) ?? 0) + seconds);
  return found;
}

/** Returns what is still missing before training can start, in one sentence, or null if nothing is. */
export function lacking(
  recordings: number,
  solos: readonly ChosenSolo[],
  pretraining: Pretraining = 'unmixing',
): string | null {
  const enough = [...soloSeconds(solos).values()].filter((seconds) => seconds >= LEAST_SECONDS).length;
  if (pretraining === 'masked-prediction' && recordings > 0 && enough < 2) {
    return words().adapt.lacking.hidden(LEAST_SECONDS);
  }
  if (enough >= 2 || recordings >= 2 || (recordings === 1 && enough === 1)) return null;
  if (recordings === 0 && solos.length === 0) return words().adapt.lacking.nothing;
  return words().adapt.lacking.little(LEAST_SECONDS);
}

/** Lists the training steps. */
export function steps(
  recordings: number,
  solos: readonly ChosenSolo[],
  minutes: number,
  pretraining: Pretraining = 'unmixing',
): string[] {
  const instruments = soloSeconds(solos).size;
  return [
    words().adapt.steps.holdBack,
    ...(recordings > 0 ? [listeningStep(recordings, instruments, pretraining)] : []),
    ...(instruments > 1 ? [words().adapt.steps.ensembles(instruments)] : []),
    words().adapt.steps.takes(words().units.span(minutes * 60), words().units.span(SCORING_SECONDS)),
    words().adapt.steps.decide,
  ];
}

function listeningStep(recordings: number, soloInstruments: number, pretraining: Pretraining): string {
  if (pretraining === 'masked-prediction') {
    return words().adapt.steps.hide(recordings);
  }
  if (recordings < 2 && soloInstruments === 0) return words().adapt.steps.tooFew;
  return words().adapt.steps.mix(recordings, recordings > 1, soloInstruments > 0);
}

/** A passage with the clips of each player side by side. */
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

/** Groups clips by passage, then by player, keeping their original order. */
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
