import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Timeline } from '../../../src-shared/contract/listening.ts';
import type { AnalyseResult } from '../../listening/analyse.ts';
import { defaultProviders, defaultThreads } from '../../inference/providers.ts';
import { forkProcess } from '../../jobs/tasks/fork-process.ts';
import { runTask } from '../../jobs/tasks/run-task.ts';
import { parseCall, parseTime, wholeNumber, type Command, type Io } from './call.ts';
import { registryFor } from './models.ts';
import { formatSpan, Progress } from './progress.ts';
import { audioOf, parseChannels, passageOf, readSource } from './source.ts';

const OPTIONS = {
  model: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  timeline: { type: 'boolean' },
  channels: { type: 'string' },
  provider: { type: 'string' },
  threads: { type: 'string' },
  library: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const identify: Command = {
  name: 'identify',
  summary: 'Hears which instruments play in a recording, and when',
  help: `Usage: divisi identify FILE [OPTIONS]

Prints how probable it is that each instrument plays in FILE, most probable first. What is below a model's own
threshold, or sounds for too short a time, is left out of the proposed ensemble; how many players of one kind there
are is not heard.

  --timeline           who plays when, beside it
  --from T, --to T     a passage, in seconds or H:MM:SS
  --model ID           which model (divisi models list); the default one that listens where left out
  --channels A,B       which channels of a file with more than two, from 1
  --provider NAME      run on this execution provider only (divisi doctor lists them)
  --threads N          inference threads
  --library DIR        the library whose added models may be used
  --json               one JSON object on stdout:
    {"model", "seconds", "took_s", "silent", "instruments": {"violin": 0.97, …}, "ensemble": ["violin", …]}; with
    --timeline also "timeline": {"hop_s", "window_s", "sounding": […], "instruments": {"violin": [0.9, …], …}},
    one value a slot of hop_s seconds, from the beginning of the passage`,
  run,
};

async function run(args: readonly string[], io: Io): Promise<void> {
  const { values, positionals } = parseCall(args, OPTIONS, ['FILE']);
  const span = {
    fromSeconds: values.from === undefined ? null : parseTime(values.from, '--from'),
    toSeconds: values.to === undefined ? null : parseTime(values.to, '--to'),
  };
  const channels = values.channels === undefined ? undefined : parseChannels(values.channels);
  const threads =
    values.threads === undefined ? defaultThreads() : wholeNumber(values.threads, '--threads', 1, 256);
  const registry = registryFor(values.library);
  const { dir: modelDir } = await (values.model === undefined
    ? registry.embedder()
    : registry.resolve(values.model));
  const startedAt = performance.now();
  const progress = new Progress(io.err);
  const scratch = await mkdtemp(join(tmpdir(), 'divisi-identify-'));
  try {
    const { signal } = io;
    const source = await readSource(positionals[0] ?? '', scratch, {
      signal,
      onProgress: progress.step(0.3),
      ...(channels === undefined ? {} : { channels }),
    });
    const passage = passageOf(source, span);
    const result = await runTask(
      forkProcess,
      'analyse',
      {
        audio: audioOf(source),
        ...passage,
        modelDir,
        providers: values.provider === undefined ? defaultProviders() : [values.provider],
        threads,
        background: false,
      },
      { signal, onProgress: progress.step(0.7) },
    );
    progress.end();
    for (const note of source.notes) io.err.write(`note: ${note}\n`);
    const { sampleRate } = source.info;
    const times = {
      from: passage.from / sampleRate,
      seconds: (passage.to - passage.from) / sampleRate,
      took: (performance.now() - startedAt) / 1000,
    };
    const withTimeline = values.timeline === true;
    io.out(
      values.json === true
        ? `${JSON.stringify(toJson(result, times, withTimeline))}\n`
        : toText(result, times, withTimeline),
    );
  } finally {
    progress.end();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** All in seconds. */
interface Times {
  /** Where the passage begins in the file. */
  readonly from: number;
  readonly seconds: number;
  readonly took: number;
}

const milli = (value: number): number => Math.round(value * 1000) / 1000;

function toJson({ modelId, heard, timeline }: AnalyseResult, times: Times, withTimeline: boolean) {
  return {
    model: modelId,
    seconds: milli(times.seconds),
    took_s: milli(times.took),
    silent: heard.silent,
    instruments: Object.fromEntries(
      heard.instruments.map(({ instrument, probability }) => [instrument, probability]),
    ),
    ensemble: heard.proposal.map(({ instrument }) => instrument),
    ...(withTimeline
      ? {
          timeline: {
            hop_s: timeline.hopSeconds,
            window_s: timeline.windowSeconds,
            sounding: timeline.sounding,
            instruments: Object.fromEntries(
              timeline.rows.map(({ instrument, probabilities }) => [instrument, probabilities]),
            ),
          },
        }
      : {}),
  };
}

function toText({ heard, timeline }: AnalyseResult, times: Times, withTimeline: boolean): string {
  if (heard.silent) return 'The recording is silent\n';
  const width = Math.max(...heard.instruments.map(({ instrument }) => instrument.length)) + 2;
  const rows = new Map(timeline.rows.map((row) => [row.instrument, row]));
  const lines = heard.instruments.map(({ instrument, probability }) => {
    const row = rows.get(instrument);
    const when = withTimeline && row !== undefined ? `   ${passagesText(row, timeline, times)}` : '';
    return `${instrument.padEnd(width)}${probability.toFixed(2)}${when}`.trimEnd();
  });
  const ensemble = heard.proposal.map(({ instrument }) => instrument).join(',');
  return [...lines, '', ensemble === '' ? 'No instrument is heard clearly' : `Heard: ${ensemble}`, ''].join(
    '\n',
  );
}

/** `0:00-0:45, 1:12-1:30`: where it is heard, in times of the file. */
function passagesText(
  { probabilities, threshold }: Timeline['rows'][number],
  { hopSeconds }: Timeline,
  { from, seconds }: Times,
): string {
  const passages: string[] = [];
  let begin: number | null = null;
  for (const [slot, value] of [...probabilities, 0].entries()) {
    if (value >= threshold) begin ??= slot;
    else if (begin !== null) {
      const end = Math.min(seconds, slot * hopSeconds);
      passages.push(`${formatSpan(from + begin * hopSeconds)}-${formatSpan(from + end)}`);
      begin = null;
    }
  }
  return passages.join(', ');
}
