import { Failure } from '../../src-shared/contract/failure.ts';
import { VECTOR_LENGTH, type Proposals } from '../../src-shared/contract/item-schemas.ts';
import { chooseExamples, EXAMPLES_NEEDED } from '../tags/examples.ts';
import { rowsOf } from '../tags/matrix.ts';
import { PROPOSED, type ProposeResult } from '../tags/propose.ts';
import { runTask } from '../jobs/tasks/run-task.ts';
import {
  comparableItems,
  mostUsedWeights,
  vectorsOf,
  type ComparableItem,
} from '../library/rows/comparable.ts';
import { itemsBySeq } from '../library/rows/items.ts';
import type { VectorIndex } from '../library/search/vector-index.ts';
import { spellingOf } from '../library/rows/tags.ts';
import { presentItem } from './items.ts';
import type { Services } from './services.ts';

/** The most items to show. */
const MOST_PROPOSALS = 50;
/** In a larger library, only the items nearest to those with the tag are judged. */
const MOST_CANDIDATES = 4000;

/**
 * Proposes items that sound like those with the tag.
 * @throws Failure `library/not-found` for a tag that no item has, `call/cancelled`
 */
export async function proposalsOf(
  { library, spawn }: Pick<Services, 'library' | 'spawn'>,
  text: string,
  signal: AbortSignal,
): Promise<Proposals> {
  const { read, vectors } = library;
  const tag = spellingOf(read, text);
  if (tag === null) throw new Failure('library/not-found', `Nothing is tagged "${text}" any more`);
  const weightsSha256 = mostUsedWeights(read);
  const all = weightsSha256 === null ? [] : comparableItems(read, weightsSha256, tag);
  const kinds = new Set(all.filter(({ holds }) => holds === true).map(({ kind }) => kind));
  const items = all.filter(({ kind }) => kinds.has(kind));
  const { positives, refused, presumed } = chooseExamples(items);
  const tagged = items.filter(({ holds }) => holds === true);
  const about = {
    tag,
    positives: tagged.length,
    recordings: new Set(tagged.map(({ recording }) => recording)).size,
    negatives: { refused: refused.length, presumed: presumed.length },
    needed: EXAMPLES_NEEDED,
  };
  const hasEnough =
    positives.length >= EXAMPLES_NEEDED && refused.length + presumed.length >= EXAMPLES_NEEDED;
  if (weightsSha256 === null || !hasEnough) {
    return { ...about, state: 'too-few', f1: null, proposals: [] };
  }
  const examples = [...positives, ...refused, ...presumed];
  const known = vectorsOf(
    read,
    examples.map(({ seq }) => seq),
  );
  const candidates = candidatesOf(
    vectors,
    items,
    known.slice(0, positives.length),
    weightsSha256,
    new Set(examples.map(({ seq }) => seq)),
  );
  const result = await runTask(
    spawn,
    'propose',
    {
      examples: rowsOf(known, VECTOR_LENGTH),
      labels: examples.map(({ holds }) => holds === true),
      groups: examples.map(({ recording }) => recording),
      candidates: rowsOf(vectorsOf(read, candidates), VECTOR_LENGTH),
    },
    { signal },
  );
  const confidences = confidencesOf(result, examples, candidates);
  return {
    ...about,
    state: 'ready',
    f1: result.score,
    // Skips items that were removed in the meantime.
    proposals: itemsBySeq(read, [...confidences.keys()]).map((item) => ({
      ...presentItem(item),
      confidence: confidences.get(item.seq) ?? 0,
    })),
  };
}

/** Untagged items that may be proposed, other than the examples. */
function candidatesOf(
  vectors: VectorIndex,
  items: readonly ComparableItem[],
  positives: readonly Float32Array[],
  weightsSha256: string,
  examples: ReadonlySet<number>,
): number[] {
  const open = items.filter(({ holds, seq }) => holds === null && !examples.has(seq)).map(({ seq }) => seq);
  if (open.length <= MOST_CANDIDATES) return open;
  const mean = unit(
    Float32Array.from({ length: VECTOR_LENGTH }, (_, at) =>
      positives.reduce((sum, vector) => sum + (vector[at] ?? 0), 0),
    ),
  );
  if (mean === null) return open.slice(-MOST_CANDIDATES);
  const kinds = [...new Set(items.map(({ kind }) => kind))];
  const near = vectors.nearest({
    vector: mean,
    weightsSha256,
    filter: { kinds },
    notItem: null,
    notRecording: null,
    limit: MOST_CANDIDATES,
  });
  const wanted = new Set(open);
  return near.map(({ item }) => item).filter((seq) => wanted.has(seq));
}

/** Untagged items with a confidence of at least ½, most confident first. */
function confidencesOf(
  { heldOut, confidences }: ProposeResult,
  examples: readonly ComparableItem[],
  candidates: readonly number[],
): ReadonlyMap<number, number> {
  const judged = [
    ...examples.flatMap(({ seq, holds }, at) =>
      holds === null ? [{ seq, confidence: heldOut[at] ?? 0 }] : [],
    ),
    ...candidates.map((seq, at) => ({ seq, confidence: confidences[at] ?? 0 })),
  ];
  const proposed = judged
    .filter(({ confidence }) => confidence >= PROPOSED)
    .sort((a, b) => b.confidence - a.confidence || a.seq - b.seq)
    .slice(0, MOST_PROPOSALS);
  return new Map(proposed.map(({ seq, confidence }) => [seq, confidence]));
}

/** Null if opposite vectors cancel out. */
function unit(vector: Float32Array): Float32Array | null {
  const length = Math.hypot(...vector);
  return length < 1e-6 ? null : vector.map((value) => value / length);
}
