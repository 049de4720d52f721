import type { Timeline } from '../../../src-shared/contract/listening.ts';
import { listenToFile, type Listened } from '../../app/files/listen-to-file.ts';
import { command } from './command.ts';
import { channels, from, json, modelsLibrary, provider, spanOf, threads, to } from './common-options.ts';
import { flag, text } from './options.ts';
import { formatSpan } from './progress.ts';
import { milli, print, withWork } from './use-case.ts';

export const identify = command({
  name: 'identify',
  summary: 'Hears which instruments play in a recording, and when',
  positionals: ['FILE'],
  about: `Prints how probable it is that each instrument plays in FILE, most probable first. An instrument below the model's
    own threshold, or one that sounds for too short a time, is left out of the proposed ensemble. How many players of one
    kind there are is not heard.`,
  options: {
    timeline: flag('prints who plays when as well'),
    from,
    to,
    model: text('ID', 'which model (divisi models list); the default listening model where left out'),
    channels,
    provider,
    threads,
    library: modelsLibrary,
    json,
  },
  json: `{"model", "seconds", "took_s", "silent", "instruments": {"violin": 0.97, …}, "ensemble": ["violin", …]}; with
    --timeline also "timeline": {"hop_s", "window_s", "sounding": […], "instruments": {"violin": [0.9, …], …}}, one value
    for each slot of hop_s seconds, from the beginning of the passage`,
  async run({ values, positionals }, io) {
    const heard = await withWork(io, (work) =>
      listenToFile(
        {
          file: positionals[0] ?? '',
          libraryDir: values.library,
          modelId: values.model,
          provider: values.provider,
          threads: values.threads,
          channels: values.channels,
          ...spanOf(values),
        },
        work,
      ),
    );
    print(io, values.json, toJson(heard, values.timeline), () => inWords(heard, values.timeline));
  },
});

function toJson({ result, seconds, tookSeconds }: Listened, withTimeline: boolean) {
  const { modelId, heard, timeline } = result;
  return {
    model: modelId,
    seconds: milli(seconds),
    took_s: milli(tookSeconds),
    silent: heard.silent,
    instruments: Object.fromEntries(
      heard.instruments.map(({ instrument, probability }) => [instrument, probability]),
    ),
    ensemble: heard.proposal.map(({ instrument }) => instrument),
    ...(withTimeline ? { timeline: timelineToJson(timeline) } : {}),
  };
}

const timelineToJson = ({ hopSeconds, windowSeconds, sounding, rows }: Timeline) => ({
  hop_s: hopSeconds,
  window_s: windowSeconds,
  sounding,
  instruments: Object.fromEntries(rows.map(({ instrument, probabilities }) => [instrument, probabilities])),
});

function inWords(listened: Listened, withTimeline: boolean): string {
  const { heard, timeline } = listened.result;
  if (heard.silent) return 'The recording is silent\n';
  const width = Math.max(...heard.instruments.map(({ instrument }) => instrument.length)) + 2;
  const rows = new Map(timeline.rows.map((row) => [row.instrument, row]));
  const lines = heard.instruments.map(({ instrument, probability }) => {
    const row = rows.get(instrument);
    const when = withTimeline && row !== undefined ? `   ${passages(row, timeline, listened)}` : '';
    return `${instrument.padEnd(width)}${probability.toFixed(2)}${when}`.trimEnd();
  });
  const ensemble = heard.proposal.map(({ instrument }) => instrument).join(',');
  const proposal = ensemble === '' ? 'No instrument is heard clearly' : `Heard: ${ensemble}`;
  return [...lines, '', proposal, ''].join('\n');
}

/** `0:00-0:45, 1:12-1:30`: the passages in which it is heard, in the file's time. */
function passages(
  { probabilities, threshold }: Timeline['rows'][number],
  { hopSeconds }: Timeline,
  { fromSeconds, seconds }: Listened,
): string {
  const found: string[] = [];
  let begin: number | null = null;
  for (const [slot, value] of [...probabilities, 0].entries()) {
    if (value >= threshold) begin ??= slot;
    else if (begin !== null) {
      const end = Math.min(seconds, slot * hopSeconds);
      found.push(`${formatSpan(fromSeconds + begin * hopSeconds)}-${formatSpan(fromSeconds + end)}`);
      begin = null;
    }
  }
  return found.join(', ');
}
