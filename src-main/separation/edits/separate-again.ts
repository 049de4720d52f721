import { Failure } from '../../../src-shared/contract/failure.ts';
import type { TaskContext } from '../../../src-shared/contract/task-context.ts';
import type { Ensemble } from '../../../src-shared/project/players.ts';
import type { PcmReader } from '../../audio/read/pcm.ts';
import { readManifest, verifyWeights } from '../../inference/model-folder.ts';
import { runtimeVersion } from '../../inference/session.ts';
import { requireSeparator } from '../../inference/separator-manifest.ts';
import { methodFor, type Method } from '../method.ts';
import { METHOD, openPinned, type SeparationPin } from '../separate.ts';
import { planStems } from '../stem-plan.ts';
import { readToldNotes, withoutNamedTwins } from '../told-notes.ts';
import { readAgainState, removeAgainState, writeAgainState } from './again-state.ts';
import { faded } from './again.ts';
import type { EditFade, EditRange } from './crossfade.ts';
import type { EditStemsEvent, EditStemsInput, EditStemsResult } from './edit-task.ts';
import type { PassageRewriter, RewrittenStem } from './rewrite.ts';

/** What it takes to separate a passage again. */
export interface AgainEdit {
  readonly kind: 'again';
  readonly players: Ensemble;
  readonly modelDir: string;
  readonly providers: readonly string[];
  /** Of the separation, so that the passage is computed in the same way. */
  readonly pinned: SeparationPin | null;
  readonly threads: number;
  /** The file in which this machine's verdicts on providers are kept. */
  readonly verdicts?: string;
  /** The notes document to tell the model, as JSON. */
  readonly notesPath: string;
}

interface Again {
  readonly input: EditStemsInput;
  readonly edit: AgainEdit & EditRange;
  readonly reader: PcmReader;
  readonly gridBits: number | null;
  readonly fade: EditFade;
  /** Opens the files to alter them from a sample on. */
  readonly openAt: (from: number, resume: Readonly<Record<string, number>>) => Promise<PassageRewriter>;
  readonly context: TaskContext<EditStemsEvent>;
  /** Called with the position that was reached. */
  readonly edited: (position: number) => void;
}

/**
 * Separates a range again with notes and fades it into the stems. The model's pieces lie where they lay in the
 * separation, so on one channel the same notes give the same bytes. After each segment everything is on disk, and a
 * later run with the same input resumes there with identical bytes.
 * @throws Failure `model/*`, `notes/*`, `separation/unchanged`, `call/cancelled`, of the disk
 */
export async function separateAgain(again: Again): Promise<EditStemsResult> {
  const { input, edit, reader, gridBits } = again;
  const manifest = requireSeparator(await readManifest(edit.modelDir));
  await verifyWeights(edit.modelDir, manifest);
  const { classes, playersPerClass } = manifest.sources;
  const plan = planStems(edit.players, { classes, playersPerClass });
  const told = await readToldNotes(edit.notesPath, reader, plan);
  requireOrder(withoutNamedTwins(plan, told).twins.length);
  const session = await openPinned(edit, manifest);
  try {
    const { from, to } = input;
    const effort = edit.pinned?.effort ?? 'best';
    const method = await methodFor({ manifest, session, plan, reader, gridBits, told, from, to, effort });
    if (method.runRange === null || manifest.output !== 'mask' || manifest.notes === undefined) {
      throw new Failure('model/unsupported', `${manifest.title} can’t separate a passage again with notes`);
    }
    const pin: SeparationPin = {
      modelId: manifest.id,
      modelVersion: manifest.version,
      weightsSha256: manifest.weights.sha256,
      provider: session.provider,
      threads: edit.pinned?.threads ?? edit.threads,
      runtime: runtimeVersion(),
      ...(effort === 'best' ? {} : { effort }),
    };
    const stems = await rewritten(again, method.runRange, fingerprintOf(again, pin, method));
    return { stems, pin };
  } finally {
    await session.release();
  }
}

async function rewritten(
  { input, fade, openAt, context, edited }: Again,
  runRange: NonNullable<Method['runRange']>,
  fingerprint: string,
): Promise<RewrittenStem[]> {
  const { outDir } = input;
  const { reach } = fade;
  const { signal } = context;
  const state = await readAgainState(outDir, fingerprint);
  const start = Math.min(reach.to, state?.method.samplesDone ?? reach.from);
  const rewriter = await openAt(start, state?.gained ?? {});
  try {
    if (start < reach.to) {
      await runRange({
        ...{ from: reach.from, to: reach.to, resume: state?.method ?? null, signal },
        write: async (block) => {
          const count = Math.min(block[0]?.[0]?.length ?? 0, reach.to - rewriter.position);
          if (count <= 0) return;
          await rewriter.push(count, (before, _rest, at) => faded(before, block, at, fade));
          edited(rewriter.position);
        },
        segmentDone: async (method) => {
          const gained = await rewriter.sync();
          await writeAgainState(outDir, { schema: 1, fingerprint, method, gained });
          context.event({ type: 'segment', segmentsDone: method.segmentsDone });
        },
      });
    }
    const stems = await rewriter.finish();
    await removeAgainState(outDir);
    return stems;
  } finally {
    await rewriter.close();
  }
}

/** Everything that the files' bytes depend on, so that segments of a different run are never reused. */
function fingerprintOf({ input, edit, reader }: Again, pin: SeparationPin, method: Method): string {
  const { recording, from, to, stems } = input;
  const { sampleRate, channels, frames, sampleFormat } = reader;
  const format = { sampleRate, channels, frames, sampleFormat };
  const how = { version: METHOD, about: method.fingerprint };
  const range = { from: edit.from, to: edit.to };
  return JSON.stringify({
    method: how,
    pin,
    recording,
    format,
    players: edit.players,
    from,
    to,
    range,
    stems,
  });
}

/** Equal players without notes are told apart by what came before, which a passage on its own does not know. */
function requireOrder(unnamed: number): void {
  if (unnamed === 0) return;
  throw new Failure(
    'notes/invalid',
    'Two players of the same instrument have no notes, so they could change places: give one of them notes first',
  );
}
