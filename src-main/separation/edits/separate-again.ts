import { Failure } from '../../../src-shared/contract/failure.ts';
import type { Ensemble } from '../../../src-shared/project/players.ts';
import type { PcmReader } from '../../audio/read/pcm.ts';
import { readManifest, verifyWeights } from '../../inference/model-folder.ts';
import { runtimeVersion } from '../../inference/session.ts';
import { requireSeparator } from '../../inference/separator-manifest.ts';
import { methodFor } from '../method.ts';
import { openPinned, type SeparationPin } from '../separate.ts';
import { planStems } from '../stem-plan.ts';
import { readToldNotes, withoutNamedTwins } from '../told-notes.ts';
import { faded } from './again.ts';
import type { EditFade } from './crossfade.ts';
import type { PassageRewriter } from './rewrite.ts';

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
  /** The separation's passage in samples of the recording. */
  readonly input: { readonly from: number; readonly to: number };
  readonly edit: AgainEdit;
  readonly reader: PcmReader;
  readonly gridBits: number | null;
  readonly fade: EditFade;
  readonly rewriter: PassageRewriter;
  readonly signal: AbortSignal;
  readonly edited: () => void;
}

/**
 * Separates a range again with notes and fades it into the stems. The model's pieces lie where they lay in the
 * separation, so on one channel the same notes give the same bytes.
 * @throws Failure `model/*`, `notes/*`, `call/cancelled`, of the disk
 */
export async function separateAgain(again: Again): Promise<SeparationPin> {
  const { input, edit, reader, gridBits, fade, rewriter, signal, edited } = again;
  const manifest = requireSeparator(await readManifest(edit.modelDir));
  await verifyWeights(edit.modelDir, manifest);
  const { classes, playersPerClass } = manifest.sources;
  const plan = planStems(edit.players, { classes, playersPerClass });
  const told = await readToldNotes(edit.notesPath, reader, plan);
  requireOrder(withoutNamedTwins(plan, told).twins.length);
  const session = await openPinned(edit, manifest);
  try {
    const method = await methodFor({
      ...{ manifest, session, plan, reader, gridBits, told },
      from: input.from,
      to: input.to,
    });
    if (method.runRange === null || manifest.output !== 'mask' || manifest.notes === undefined) {
      throw new Failure('model/unsupported', `${manifest.title} can’t separate a passage again with notes`);
    }
    const { reach } = fade;
    await method.runRange({
      ...{ from: reach.from, to: reach.to, signal },
      write: async (block) => {
        const count = Math.min(block[0]?.[0]?.length ?? 0, reach.to - rewriter.position);
        if (count <= 0) return;
        await rewriter.push(count, (before, _rest, start) => faded(before, block, start, fade));
        edited();
      },
    });
    return {
      modelId: manifest.id,
      modelVersion: manifest.version,
      weightsSha256: manifest.weights.sha256,
      provider: session.provider,
      threads: edit.pinned?.threads ?? edit.threads,
      runtime: runtimeVersion(),
    };
  } finally {
    await session.release();
  }
}

/** Equal players without notes are told apart by what came before, which a passage on its own does not know. */
function requireOrder(unnamed: number): void {
  if (unnamed === 0) return;
  throw new Failure(
    'notes/invalid',
    'Two players of the same instrument have no notes, so they could change places: give one of them notes first',
  );
}
