import { Failure } from '../../src-shared/contract/failure.ts';
import { mixChannels } from '../../src-shared/mixing/mono.ts';
import { mixOf } from '../../src-shared/mixing/mix-of.ts';
import type { ProjectDocument } from '../../src-shared/project/document.ts';
import { openPcm } from '../audio/read/open.ts';
import { Passage } from '../audio/read/passage.ts';
import type { AudioFile } from '../audio/read/pcm.ts';
import { openSources } from '../audio/render/sources.ts';
import { render } from '../audio/render/render.ts';
import { createResampler } from '../audio/resample/resample.ts';

/** A sound of a study, where it lies. */
export type SoundInput =
  | {
      readonly kind: 'file';
      readonly path: string;
      /** All channels if null. */
      readonly channelMap: readonly number[] | null;
    }
  | {
      readonly kind: 'mix';
      readonly document: ProjectDocument;
      /** By stem id. */
      readonly stems: Readonly<Record<string, AudioFile>>;
      readonly recording: AudioFile;
      readonly impulses: Readonly<Record<string, string>>;
    };

/** A whole excerpt, planar. */
export interface Sound {
  readonly sampleRate: number;
  readonly channels: readonly Float32Array[];
}

interface Excerpt {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** Listening tests compare excerpts of seconds; this many are read into memory. */
const MOST_SECONDS = 120;

/**
 * @param what names the sound in failures
 * @throws Failure `study/invalid` if the excerpt lies outside, `file/*`, `audio/*`, `project/invalid`, `call/cancelled`
 */
export async function readSound(
  input: SoundInput,
  excerpt: Excerpt | null,
  signal: AbortSignal,
  what: string,
): Promise<Sound> {
  if (input.kind === 'mix') return renderMix(input, excerpt, signal, what);
  const { path, channelMap } = input;
  const reader = await openPcm(path, channelMap === null ? {} : { channelMap });
  try {
    const { from, to } = rangeOf(reader.frames, reader.sampleRate, excerpt, what);
    const channels = await new Passage(reader, from, to).read(0, to - from);
    return { sampleRate: reader.sampleRate, channels };
  } finally {
    await reader.close();
  }
}

function rangeOf(frames: number, sampleRate: number, excerpt: Excerpt | null, what: string) {
  const from = Math.round((excerpt?.fromSeconds ?? 0) * sampleRate);
  const to = excerpt === null ? frames : Math.min(frames, Math.round(excerpt.toSeconds * sampleRate));
  if (from >= to) throw new Failure('study/invalid', `"${what}" ends before the excerpt begins`);
  if (to - from > MOST_SECONDS * sampleRate) {
    throw new Failure('study/invalid', `"${what}" is longer than two minutes: choose an excerpt`);
  }
  return { from, to };
}

async function renderMix(
  { document, stems, recording, impulses }: Extract<SoundInput, { kind: 'mix' }>,
  excerpt: Excerpt | null,
  signal: AbortSignal,
  what: string,
): Promise<Sound> {
  const { sampleRate } = document;
  const { from, to } = rangeOf(document.frames, sampleRate, excerpt, what);
  const sources = openSources({
    document,
    stems,
    recording,
    impulses,
    ...{ format: 'wav', bitDepth: '32f', sampleRate, regions: [] },
    parts: {
      mix: true,
      groups: [],
      processed: [],
      separated: [],
      session: { dawproject: false, reaper: false, note: false },
    },
  });
  try {
    const readers = await Promise.all(document.tracks.map((track) => sources.track(track)));
    const settings = mixOf(document);
    const channels = mixChannels(
      readers.map((reader) => reader.channels),
      settings,
    );
    const out = Array.from({ length: channels }, () => new Float32Array(to - from));
    let at = 0;
    for await (const block of render({
      ...{ settings, readers, sampleRate, from, to, channels, signal },
      impulses: await sources.impulses(),
    })) {
      block.forEach((samples, channel) => out[channel]?.set(samples.subarray(0, to - from - at), at));
      at += block[0]?.length ?? 0;
    }
    return { sampleRate, channels: out };
  } finally {
    await sources.close();
  }
}

/** The sound at the rate and length of another: resampled, then cut or padded with silence. */
export function fitted(sound: Sound, like: Sound): Sound {
  const frames = like.channels[0]?.length ?? 0;
  const resampler = createResampler({
    fromRate: sound.sampleRate,
    toRate: like.sampleRate,
    channels: sound.channels.length,
  });
  const parts = [resampler.process(sound.channels), resampler.finish()];
  const channels = sound.channels.map((_, channel) => {
    const out = new Float32Array(frames);
    let at = 0;
    for (const part of parts) {
      const samples = part[channel] ?? new Float32Array(0);
      out.set(samples.subarray(0, Math.max(0, frames - at)), Math.min(at, frames));
      at += samples.length;
    }
    return out;
  });
  return { sampleRate: like.sampleRate, channels };
}
