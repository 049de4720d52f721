import { join } from 'node:path';
import { runCad2, type Cad2Done } from '../../app/files/cad2/cad2.ts';
import { readScenes } from '../../app/files/cad2/metadata.ts';
import { command } from './command.ts';
import { json, modelsLibrary, provider, threads } from './common-options.ts';
import { byDefault, flag, fraction, required, text, value, wholeNumber } from './options.ts';
import { print, withWork } from './use-case.ts';

export const cad2 = command({
  name: 'cad2',
  summary: 'Runs the rebalancing task of the second Cadenza challenge',
  positionals: [],
  about: `Separates each song once, makes every source as loud as its scene says, fits the mix for each listener with the
    challenge’s six-band compressor, and writes DIR/enhanced_signals/SPLIT/SCENE_LISTENER_remix.flac (32 kHz, 16 bits) and
    DIR/scores.csv: HAAQI of each ear against the true sources under the same gains and fitting, without the model’s
    random noise. Two sources of one instrument get the mean of their gains. Called again, it goes on where it stopped.
    HAAQI is a model: at times listeners disagree with it.
    DIR/cad2.json says what the results follow from; divisi lab archive DIR archives them.`,
  options: {
    music: required(text('FILE', 'the songs and their tracks (music.SPLIT.json)')),
    'music-dir': required(text('DIR', 'the folder that these tracks lie in')),
    scenes: required(text('FILE', 'song and gains of each scene (scenes.SPLIT.json)')),
    'scene-listeners': required(text('FILE', 'the listeners of each scene (scene_listeners.SPLIT.json)')),
    gains: required(text('FILE', 'gains of each source in dB (gains.json)')),
    listeners: required(text('FILE', 'audiograms (listeners.SPLIT.json)')),
    'compressor-params': text(
      'FILE',
      'ratios and gains for each listener (compressor_params.SPLIT.json); CAMFIT as Divisi reads the rule where left out',
    ),
    out: required(text('DIR', 'results; stems are kept in DIR/separated')),
    model: text('ID', 'which model (divisi models list); the default one where left out'),
    residual: byDefault(
      value('SHARE', 'of the remaining recording that is added to each stem', fraction),
      '0.1',
    ),
    'no-scores': flag('writes the files only; the true sources are not needed'),
    first: value('N', 'only so many scenes; all where left out', wholeNumber(1, 1_000_000)),
    provider,
    threads,
    library: modelsLibrary,
    json,
  },
  json: '{"scenes", "written", "kept", "scores": [{"scene", "song", "listener", "left_haaqi", "right_haaqi", "avg_haaqi"}]}',
  async run({ values }, io) {
    const done = await withWork(io, async (work) => {
      if (values['compressor-params'] === undefined) {
        work.note(
          'without --compressor-params the fittings are CAMFIT as Divisi reads the rule; an entry needs the challenge’s file',
        );
      }
      const scenes = await readScenes({
        music: values.music,
        scenes: values.scenes,
        sceneListeners: values['scene-listeners'],
        gains: values.gains,
        listeners: values.listeners,
        compressorParams: values['compressor-params'],
      });
      return runCad2(
        {
          scenes: scenes.slice(0, values.first),
          trackAt: (track) => join(values['music-dir'], track),
          outDir: values.out,
          libraryDir: values.library,
          modelId: values.model,
          provider: values.provider,
          threads: values.threads,
          residual: values.residual,
          score: !values['no-scores'],
        },
        work,
      );
    });
    print(io, values.json, toJson(done), () => inWords(done));
  },
});

const toJson = ({ scenes, written, kept, scores }: Cad2Done) => ({
  scenes,
  written,
  kept,
  scores: scores.map(({ scene, song, listener, left, right }) => ({
    scene,
    song,
    listener,
    left_haaqi: left,
    right_haaqi: right,
    avg_haaqi: (left + right) / 2,
  })),
});

/** Means for each listener. */
function inWords({ scenes, written, kept, scores }: Cad2Done): string {
  const listeners = [...new Set(scores.map(({ listener }) => listener))].sort();
  const width = Math.max(8, ...listeners.map((name) => name.length)) + 2;
  const row = (name: string, of: typeof scores): string => {
    const mean = (figure: (score: (typeof scores)[number]) => number): string =>
      (of.reduce((sum, score) => sum + figure(score), 0) / of.length).toFixed(3).padStart(9);
    const average = mean(({ left, right }) => (left + right) / 2);
    return `${name.padEnd(width)}${String(of.length).padStart(7)}${mean((s) => s.left)}${mean((s) => s.right)}${average}\n`;
  };
  const head = `${'listener'.padEnd(width)}${['scenes', 'left', 'right', 'HAAQI'].map((title, n) => title.padStart(n === 0 ? 7 : 9)).join('')}\n`;
  return [
    `${scenes} scenes: ${written} files written, ${kept} kept\n`,
    ...(scores.length === 0
      ? []
      : [
          head,
          ...listeners.map((name) =>
            row(
              name,
              scores.filter(({ listener }) => listener === name),
            ),
          ),
          row('all', scores),
        ]),
  ].join('');
}
