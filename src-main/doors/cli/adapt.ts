import { MINUTES, OWN_SETS, PRETRAININGS } from '../../../src-shared/contract/adaptation.ts';
import { adaptFromFiles, type Adapted } from '../../app/files/adapt-from-files.ts';
import { command } from './command.ts';
import { ensemble, json, libraryOption, threads } from './common-options.ts';
import { byDefault, choice, invalid, required, text, value, wholeNumber } from './options.ts';
import { print, withWork } from './use-case.ts';

export const adapt = command({
  name: 'adapt',
  summary: 'Trains a model on with recordings of your own',
  positionals: [],
  about: `Learns from your recordings (ensembles, mixed and taken apart again) and, better, from solo passages (mixed with
    each other), beginning with MODEL's published weights. A fifth of the material is held back; on it the model is scored
    before and after. A model that got better is added to the library's models. It needs Python with PyTorch (divisi doctor
    tells), and nothing leaves this machine. Interrupted, the same call continues from where it last saved.`,
  options: {
    recordings: text('DIR', 'audio files of ensembles; two or more, or one with solos'),
    solos: text(
      'DIR',
      `passages in which one instrument plays alone, named after it: violin-1.wav, or violin/1.wav; 20 s or more of each of
      two instruments`,
    ),
    instruments: ensemble(
      'who plays in the recordings, as in violin:2,viola,cello; what is heard in each where left out',
    ),
    from: required(
      text('MODEL', 'the model to begin with (divisi models list), also one that was adapted before'),
    ),
    name: required(text('NAME', 'what the new model is called')),
    pretraining: byDefault(
      choice(
        PRETRAININGS,
        `what recordings teach by; in masked-prediction parts of their sound are hidden and guessed, which needs solos of
        two instruments to continue with`,
      ),
      'unmixing',
    ),
    minutes: byDefault(
      value('N', 'of training; scoring comes on top', wholeNumber(MINUTES.least, MINUTES.most)),
      String(MINUTES.usual),
    ),
    keep: byDefault(choice(['better', 'always', 'never'], 'when the new model is added'), 'better'),
    clips: text('DIR', 'writes held-back passages to listen to: before, after and, of solos, the original'),
    threads,
    library: libraryOption('the library that the new model joins'),
    json,
  },
  json: `{"model", "from", "kept", "better", "steps", "minutes", "folder", "figures": [{"set", "mixtures", "before",
    "after", "change", "half_interval"}]}, all figures SI-SDR improvement in dB`,
  async run({ values }, io) {
    const { recordings, solos, instruments, clips, library, json: asJson, ...more } = values;
    if (recordings === undefined && solos === undefined) {
      throw invalid('--recordings is missing: a folder of ensembles (and --solos, of solo passages)');
    }
    const request = {
      ...more,
      recordingsDir: recordings,
      solosDir: solos,
      players: instruments,
      clipsDir: clips,
      libraryDir: library,
    };
    const adapted = await withWork(io, (work) => adaptFromFiles(request, work));
    print(io, asJson, toJson(adapted), () => inWords(adapted));
  },
});

const toJson = ({ modelId, from, kept, better, result }: Adapted) => ({
  model: modelId,
  from,
  kept,
  better,
  steps: result.steps,
  minutes: result.minutes,
  folder: kept ? null : result.modelDir,
  figures: result.figures.map(({ kind, mixtures, before, after, change, half }) => ({
    set: OWN_SETS[kind],
    mixtures,
    before,
    after,
    change,
    half_interval: half,
  })),
});

function inWords({ modelId, kept, better, result }: Adapted): string {
  const lines = result.figures.map(({ kind, mixtures, before, after, change, half }) => {
    const range = half === null ? '' : ` ± ${half.toFixed(1)}`;
    const what = kind === 'solos' ? 'mixed with each other' : 'two mixed and taken apart again';
    const by = `${change < 0 ? '' : '+'}${change.toFixed(1)}${range} dB`;
    return `On ${OWN_SETS[kind]}, ${what}: ${before.toFixed(1)} dB before, ${after.toFixed(1)} dB after (${by}, ${mixtures} mixtures)`;
  });
  if (!better) lines.push('It did not get better. More material, or more minutes, may help.');
  lines.push(
    kept
      ? `Added as ${modelId}: divisi separate FILE --model ${modelId} …`
      : `Not added. To add it all the same: divisi models add "${result.modelDir}"`,
  );
  return `${lines.join('\n')}\n`;
}
