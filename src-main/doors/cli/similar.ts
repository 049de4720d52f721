import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { ItemId } from '../../../src-shared/project/ids.ts';
import { defaultProviders, defaultThreads } from '../../inference/providers.ts';
import { forkProcess } from '../../jobs/tasks/fork-process.ts';
import { runTask } from '../../jobs/tasks/run-task.ts';
import { getAnalysis } from '../../library/rows/analyses.ts';
import { mostUsedWeights } from '../../library/rows/comparable.ts';
import { getItem, itemsBySeq, type StoredItem } from '../../library/rows/items.ts';
import type { Library } from '../../library/open.ts';
import { parseCall, type Command, type Io } from './call.ts';
import {
  FILTER_HELP,
  FILTER_OPTIONS,
  openExisting,
  parseCount,
  parseFilter,
  printFound,
  RESULTS_HELP,
} from './found.ts';
import { registryFor } from './models.ts';
import { Progress } from './progress.ts';
import { audioOf, parseChannels, readSource } from './source.ts';

const OPTIONS = {
  ...FILTER_OPTIONS,
  elsewhere: { type: 'boolean' },
  channels: { type: 'string' },
} as const;

export const similar: Command = {
  name: 'similar',
  summary: 'Finds what sounds like a file, or like something in the library',
  help: `Usage: divisi similar FILE|ID [OPTIONS]

Finds the recordings, stems and excerpts of the library that sound most like FILE, which is listened to and not
imported, or like the recording, stem or excerpt with this ID (divisi search prints them). Nearest first, with the
cosine distance: 0 is the same, 1 has nothing in common.

  -k N               at most N (10)
  --elsewhere        only from other recordings than ID's own
  --channels A,B     which channels of a FILE with more than two, from 1
${FILTER_HELP}
  --json             one JSON object on stdout:
${RESULTS_HELP}`,
  run,
};

interface Sound {
  readonly vector: Float32Array;
  readonly weightsSha256: string;
  /** Where it is the library's own. */
  readonly item: StoredItem | null;
}

async function run(args: readonly string[], io: Io): Promise<void> {
  const { values, positionals } = parseCall(args, OPTIONS, ['FILE|ID']);
  const filter = parseFilter(values);
  const limit = parseCount(values, 10);
  const channels = values.channels === undefined ? undefined : parseChannels(values.channels);
  const library = await openExisting(values.library);
  try {
    const subject = positionals[0] ?? '';
    const id = ItemId.safeParse(subject);
    const sound = id.success
      ? ofItem(library, id.data)
      : await ofFile(subject, { channels, libraryDir: values.library, io });
    const used = mostUsedWeights(library.read);
    if (used !== sound.weightsSha256) {
      io.err.write(
        used === null
          ? 'note: nothing in this library was listened to yet\n'
          : 'note: most of this library was listened to by another model, and can not be compared\n',
      );
    }
    const near = library.vectors.nearest({
      vector: sound.vector,
      weightsSha256: sound.weightsSha256,
      filter,
      notItem: sound.item?.id ?? null,
      notRecording: values.elsewhere === true ? (sound.item?.recordingId ?? null) : null,
      limit,
    });
    const distances = new Map(near.map(({ item, distance }) => [item, distance]));
    const found = itemsBySeq(library.read, [...distances.keys()]).map((item) => ({
      item,
      distance: distances.get(item.seq) ?? null,
    }));
    io.out(printFound(found, library, values.json === true));
  } finally {
    library.close();
  }
}

const silent = (): Failure => new Failure('call/invalid', 'It is silent: nothing sounds like it');

/** @throws Failure `library/not-found`; `call/invalid` for one that was not listened to, or is silent */
function ofItem({ read }: Library, id: ItemId): Sound {
  const item = getItem(read, id);
  if (item === null)
    throw new Failure('library/not-found', `There is nothing with the id ${id} in the library`);
  const analysis = getAnalysis(read, id);
  if (analysis === null) {
    throw new Failure(
      'call/invalid',
      'It was not listened to yet: Divisi does that in the background while it is open',
    );
  }
  if (analysis.vector === null) throw silent();
  return { vector: analysis.vector, weightsSha256: analysis.weightsSha256, item };
}

async function ofFile(
  file: string,
  {
    channels,
    libraryDir,
    io,
  }: { channels: readonly number[] | undefined; libraryDir: string | undefined; io: Io },
): Promise<Sound> {
  const { dir: modelDir } = await registryFor(libraryDir).embedder();
  const progress = new Progress(io.err);
  const scratch = await mkdtemp(join(tmpdir(), 'divisi-similar-'));
  try {
    const { signal } = io;
    const source = await readSource(file, scratch, {
      signal,
      onProgress: progress.step(0.3),
      ...(channels === undefined ? {} : { channels }),
    });
    const { vector, weightsSha256 } = await runTask(
      forkProcess,
      'analyse',
      {
        audio: audioOf(source),
        from: 0,
        to: null,
        modelDir,
        providers: defaultProviders(),
        threads: defaultThreads(),
        background: false,
      },
      { signal, onProgress: progress.step(0.7) },
    );
    progress.end();
    for (const note of source.notes) io.err.write(`note: ${note}\n`);
    if (vector === null) throw silent();
    return { vector, weightsSha256, item: null };
  } finally {
    progress.end();
    await rm(scratch, { recursive: true, force: true });
  }
}
