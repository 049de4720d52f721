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
import { swapped } from './swap.ts';

export interface EditStemsInput {
  readonly recording: AudioFile;
  /** The separation's passage: samples of the recording, half open. */
  readonly from: number;
  readonly to: number;
  readonly stems: readonly StemFile[];
  /** An existing folder for the new files, named as the stems. */
  readonly outDir: string;
  readonly edit: EditRange & (SwapEdit | MoveEdit | AgainEdit);
}

/** The range of an edit is in samples of the separation's passage. */
export interface SwapEdit {
  readonly kind: 'swap';
  /** Names of the stems to exchange. */
  readonly first: string;
  readonly second: string;
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
      const exchange = { files: stems, gridBits, fade, rewriter, edited };
      await (edit.kind === 'swap' ? swap(exchange, edit) : move(exchange, edit));
      return { stems: await rewriter.finish(), pin: null };
    } finally {
      await rewriter.close();
    }
  } finally {
    await reader.close();
  }
}

interface Exchange {
  readonly files: readonly StemFile[];
  readonly gridBits: number | null;
  readonly fade: EditFade;
  readonly rewriter: PassageRewriter;
  /** Called with the rewriter's position. */
  readonly edited: (position: number) => void;
}

/** Where the two stems of an edit stand; the rest comes after all others. @throws Failure `call/invalid` */
function pairOf({ files }: Exchange, first: string, second: string): [number, number] {
  const names = files.toSorted((a, b) => Number(a.isRest) - Number(b.isRest)).map(({ name }) => name);
  const indexOf = (name: string): number => {
    const index = names.indexOf(name);
    if (index < 0) throw new Failure('call/invalid', `There is no stem "${name}"`);
    return index;
  };
  if (first === second) throw new Failure('call/invalid', 'Choose two different stems');
  return [indexOf(first), indexOf(second)];
}

async function inBlocks(
  { fade, rewriter, edited }: Exchange,
  edit: (count: number) => Promise<void>,
): Promise<void> {
  while (rewriter.position < fade.reach.to) {
    await edit(Math.min(BLOCK_FRAMES, fade.reach.to - rewriter.position));
    edited(rewriter.position);
  }
}

async function swap(exchange: Exchange, edit: SwapEdit): Promise<void> {
  const { gridBits, fade, rewriter } = exchange;
  const [first, second] = pairOf(exchange, edit.first, edit.second);
  await inBlocks(exchange, (count) =>
    rewriter.push(count, (before, rest, start) =>
      swapped(before, rest, start, { first, second }, fade, gridBits),
    ),
  );
}

async function move(exchange: Exchange, edit: MoveEdit): Promise<void> {
  const { files, gridBits, fade, rewriter } = exchange;
  const [source, target] = pairOf(exchange, edit.source, edit.target);
  const route = { source, target, share: edit.share };
  const reader = await openPcm(files.find(({ name }) => name === edit.source)?.path ?? '');
  try {
    const stem = new Passage(reader, 0, reader.frames);
    const sound = new RegionReader(stem, edit.selection, fade);
    await inBlocks(exchange, async (count) => {
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
  // Swapping copies two files of all; a copy that shares its blocks reports nothing.
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
