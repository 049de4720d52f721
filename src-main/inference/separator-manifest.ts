import { hasRole, refuse } from './manifest.ts';
import type { Manifest } from './manifest.ts';

type Conditioned = Extract<Manifest['sources'], { kind: 'conditioned' }>;

/** A model that outputs masks on an STFT, segment by segment. Its optional parts are present. */
export interface MaskSeparatorManifest extends Manifest {
  readonly output: 'mask';
  readonly segmentFrames: number;
  readonly frontend: Extract<Manifest['frontend'], { type: 'stft' }>;
  readonly sources: Conditioned;
}

/** A model that outputs waveforms: whole segments or, if it has state, block after block. */
export interface WaveformSeparatorManifest extends Manifest {
  readonly output: 'waveform';
  readonly sources: Conditioned;
}

export type SeparatorManifest = MaskSeparatorManifest | WaveformSeparatorManifest;

/** Minimum segment length in windows; shorter segments can't be joined inaudibly. */
const LEAST_WINDOWS = 8;

/**
 * Narrows to the models that the separation can run: masks on an STFT or waveforms, conditioned on declared players.
 * @throws Failure `model/unsupported` with the reason
 */
export function requireSeparator(manifest: Manifest): SeparatorManifest {
  const { frontend, sources, output } = manifest;
  if (manifest.task !== 'separation')
    return refuse(manifest, `it was made for ${manifest.task}, not for separation`);
  if (sources?.kind !== 'conditioned')
    return refuse(manifest, 'it can’t be told which instruments are playing');
  if (!sources.rest) return refuse(manifest, 'it has no rest, so that noise would be pressed into the stems');
  for (const role of ['counts', 'slots']) {
    if (!hasRole(manifest.inputs, role)) return refuse(manifest, `it has no input for ${role}`);
  }
  if (output === 'mask' && frontend.type === 'stft') {
    return masksOnSpectrum({ ...manifest, output, frontend, sources });
  }
  if (output === 'waveform' && frontend.type === 'waveform') {
    return waveforms({ ...manifest, output, frontend, sources });
  }
  return refuse(
    manifest,
    'Divisi runs separators that give masks on a spectrum or waveforms from a waveform, and this one gives something else',
  );
}

/** Whether overlap-add on this grid leaves no gaps. */
const isEven = ({ size, hop }: { readonly size: number; readonly hop: number }): boolean =>
  hop * 2 <= size && size % hop === 0;

function masksOnSpectrum(
  manifest: Manifest & Pick<MaskSeparatorManifest, 'output' | 'frontend' | 'sources'>,
): MaskSeparatorManifest {
  const { frontend, segmentFrames } = manifest;
  if (segmentFrames === undefined)
    return refuse(manifest, 'its manifest does not say how many frames it takes');
  if (manifest.state.length > 0)
    return refuse(manifest, 'it makes masks and carries state from piece to piece');
  if (!isEven(frontend)) return refuse(manifest, 'its frames overlap by less than half, or unevenly');
  if (segmentFrames < (LEAST_WINDOWS * frontend.size) / frontend.hop) {
    return refuse(manifest, 'its pieces are too short to be joined without a trace');
  }
  if (!hasRole(manifest.inputs, 'magnitude')) return refuse(manifest, 'it has no input for magnitude');
  if (!hasRole(manifest.outputs, 'masks')) return refuse(manifest, 'it has no output for masks');
  if (hasRole(manifest.inputs, 'notes') !== (manifest.notes !== undefined)) {
    return refuse(manifest, 'it has an input for notes or a description of one, but not both');
  }
  if (hasRole(manifest.outputs, 'undeclared') !== (manifest.undeclared !== undefined)) {
    return refuse(
      manifest,
      'it has an output for undeclared instruments or a description of one, but not both',
    );
  }
  return { ...manifest, segmentFrames };
}

function waveforms(
  manifest: Manifest & Pick<WaveformSeparatorManifest, 'output' | 'sources'>,
): WaveformSeparatorManifest {
  const { mask, segmentSamples, state } = manifest;
  if (manifest.channels !== 1) return refuse(manifest, 'it does not take one channel at a time');
  if (!hasRole(manifest.inputs, 'audio')) return refuse(manifest, 'it has no input for audio');
  if (!hasRole(manifest.outputs, 'stems')) return refuse(manifest, 'it has no output for stems');
  if (!isEven(mask))
    return refuse(manifest, 'the frames of its masks overlap by less than half, or unevenly');
  if (state.length > 0) {
    const open = state.find(({ shape }) => shape.some((size) => size < 1));
    if (open !== undefined) return refuse(manifest, `its state "${open.name}" is of no fixed shape`);
    if (segmentSamples % (manifest.blockSamples ?? segmentSamples) !== 0) {
      return refuse(manifest, 'its segments are not whole blocks');
    }
    return manifest;
  }
  if (manifest.stems === 'waveform') {
    return refuse(manifest, 'its waveforms come in pieces, and only a stream’s can be stems as they are');
  }
  if (manifest.delaySamples > 0) return refuse(manifest, 'its stems come late, and it is no stream');
  if (segmentSamples % mask.hop !== 0 || segmentSamples < LEAST_WINDOWS * mask.size) {
    return refuse(
      manifest,
      'its pieces are too short to be joined without a trace, or end between two frames',
    );
  }
  return manifest;
}
