import type { TaskContext } from '../../../src-shared/contract/task-context.ts';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { AudioFile } from '../../audio/read/pcm.ts';
import { openPcm } from '../../audio/read/open.ts';
import { Passage } from '../../audio/read/passage.ts';
import { storedGridBits } from '../stored-grid.ts';
import type { SeparationPin } from '../separate.ts';
import type { RegionShape } from '../../../src-shared/dsp/region/shapes.ts';
import { RegionReader } from './region-reader.ts';
import { EditFade, type EditRange } from './crossfade.ts';
import { AGAIN_FADE_SECONDS, SHORT_FADE_SECONDS } from './fades.ts';
import { movedSound } from './move.ts';
import { PassageRewriter, type RewrittenStem, type StemFile } from './rewrite.ts';
import { separateAgain, type AgainEdit } from './separate-again.ts';
import { cyclesOf, exchanged } from './exchange.ts';

export interface EditStemsInput {
  readonly recording: AudioFile;
  /** The separation's passage: samples of the recording, half open. */
  readonly from: number;
  readonly to: number;
  readonly stems: readonly StemFile[];
  /** An existing folder for the new files, named as the stems. */
  readonly outDir: string;
  readonly edit: EditRange & (ExchangeEdit | MoveEdit | AgainEdit);
}

/** The range of an edit is in samples of the separation's passage. */
export interface ExchangeEdit {
  readonly kind: 'exchange';
  /** By a stem's name, the name of the stem whose sound it takes. Whoever takes one gives its own. */
  readonly sounds: Readonly<Record<string, string>>;
}

/** Selected sound of one stem is sent to another. */
export interface MoveEdit {
  readonly kind: 'move';
  /** Names of stems; the rest may be either. */
  readonly source: string;
  readonly target: string;
  /** Of the sound: 1 is all, 0.5 leaves half; negative takes from the target, so that the source becomes louder. */
  readonly share: number;
  /** In samples of the passage. */
  readonly selection: readonly RegionShape[];
}

export interface EditStemsResult {
  readonly stems: readonly RewrittenStem[];
  /** Of what was separated again. */
  readonly pin: SeparationPin | null;
}

/** Everything up to this segment is on disk. */
export interface EditStemsEvent {
  readonly type: 'segment';
  readonly segmentsDone: number;
}

const BLOCK_FRAMES = 1 << 15;

/**
 * Makes a new version of a separation's files with one passage altered: the whole work of the process. Outside the
 * passage and its fades every file stays as it is, and stems and rest still sum to the recording. What is separated
 * again resumes where an earlier process with the same input was interrupted.
 * @throws Failure of the recording, the model, the disk, `separation/unchanged`, or `call/cancelled`
 */
export async function runEditStems(
  input: EditStemsInput,
  context: TaskContext<EditStemsEvent>,
): Promise<EditStemsResult> {
  const { edit, stems, outDir } = input;
  const { signal } = context;
  const reader = await openPcm(input.recording.path, { channelMap: input.recording.channelMap });
  try {
    const passage = new Passage(reader, input.from, input.to);
    const gridBits = storedGridBits(reader.sampleFormat);
    const seconds = edit.kind === 'again' ? AGAIN_FADE_SECONDS : SHORT_FADE_SECONDS;
    const fade = new EditFade(edit, Math.round(seconds * reader.sampleRate), passage.length);
    const { reach } = fade;
    const progress = progressOf(input, context);
    const edited = (position: number): void =>
      progress.edited((position - reach.from) / (reach.to - reach.from));
    const openAt = (from: number, resume: Readonly<Record<string, number>>): Promise<PassageRewriter> =>
      PassageRewriter.open({
        ...{ passage, stems, gridBits, outDir, from, resume, signal },
        onCopied: progress.copied,
      });
    if (edit.kind === 'again') {
      return await separateAgain({ input, edit, reader, gridBits, fade, openAt, context, edited });
    }
    const rewriter = await openAt(reach.from, {});
    try {
      const rewriting = { files: stems, gridBits, fade, rewriter, edited };
      await (edit.kind === 'exchange' ? exchangeSounds(rewriting, edit) : move(rewriting, edit));
      return { stems: await rewriter.finish(), pin: null };
    } finally {
      await rewriter.close();
    }
  } finally {
    await reader.close();
  }
}

interface Rewriting {
  readonly files: readonly StemFile[];
  readonly gridBits: number | null;
  readonly fade: EditFade;
  readonly rewriter: PassageRewriter;
  /** Called with the rewriter's position. */
  readonly edited: (position: number) => void;
}

/** Where stems stand; the rest comes after all others. @throws Failure `call/invalid` */
function indicesIn({ files }: Rewriting): (name: string) => number {
  const names = files.toSorted((a, b) => Number(a.isRest) - Number(b.isRest)).map(({ name }) => name);
  return (name) => {
    const index = names.indexOf(name);
    if (index < 0) throw new Failure('call/invalid', `There is no stem "${name}"`);
    return index;
  };
}

async function inBlocks(
  { fade, rewriter, edited }: Rewriting,
  edit: (count: number) => Promise<void>,
): Promise<void> {
  while (rewriter.position < fade.reach.to) {
    await edit(Math.min(BLOCK_FRAMES, fade.reach.to - rewriter.position));
    edited(rewriter.position);
  }
}

async function exchangeSounds(rewriting: Rewriting, { sounds }: ExchangeEdit): Promise<void> {
  const { gridBits, fade, rewriter } = rewriting;
  const indexOf = indicesIn(rewriting);
  const cycles = cyclesOf(
    new Map(Object.entries(sounds).map(([stem, sound]) => [indexOf(stem), indexOf(sound)])),
  );
  if (cycles === null || cycles.length === 0) {
    throw new Failure('call/invalid', 'Choose different stems, and for each stem the sound of another one');
  }
  await inBlocks(rewriting, (count) =>
    rewriter.push(count, (before, rest, start) => exchanged(before, rest, start, cycles, fade, gridBits)),
  );
}

async function move(rewriting: Rewriting, edit: MoveEdit): Promise<void> {
  const { files, gridBits, fade, rewriter } = rewriting;
  if (edit.source === edit.target) throw new Failure('call/invalid', 'Choose two different stems');
  const indexOf = indicesIn(rewriting);
  const route = { source: indexOf(edit.source), target: indexOf(edit.target), share: edit.share };
  const reader = await openPcm(files.find(({ name }) => name === edit.source)?.path ?? '');
  try {
    const stem = new Passage(reader, 0, reader.frames);
    const sound = new RegionReader(stem, edit.selection, fade);
    await inBlocks(rewriting, async (count) => {
      const part = await sound.read(count);
      await rewriter.push(count, (before, _rest, start) =>
        movedSound(before, part, start, route, fade, gridBits),
      );
    });
  } finally {
    await reader.close();
  }
}

/** Share of the work that copying the files is taken for; it grows with the recording, not with the passage. */
const COPYING = 0.2;

function progressOf({ stems }: EditStemsInput, context: TaskContext<EditStemsEvent>) {
  let copied = 0;
  let done = 0;
  // Swapping two stems copies two files of all; a copy that shares its blocks reports nothing.
  const most = Math.max(1, stems.length);
  const tell = (): void =>
    context.progress({ done: COPYING * Math.min(1, copied / most) + (1 - COPYING) * done, phase: 'editing' });
  return {
    copied: (share: number): void => {
      copied += share;
      tell();
    },
    edited: (share: number): void => {
      done = share;
      tell();
    },
  };
}
