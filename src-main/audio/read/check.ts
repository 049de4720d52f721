import { Failure } from '../../../src-shared/contract/failure.ts';

export const MIN_SAMPLE_RATE = 8_000;
export const MAX_SAMPLE_RATE = 384_000;

/** @throws Failure `audio/sample-rate` */
export function checkSampleRate(sampleRate: number): void {
  if (Number.isInteger(sampleRate) && sampleRate >= MIN_SAMPLE_RATE && sampleRate <= MAX_SAMPLE_RATE) return;
  throw new Failure(
    'audio/sample-rate',
    `A sample rate of ${sampleRate} Hz is not supported: Divisi takes whole rates from 8 to 384 kHz`,
    { details: { sampleRate } },
  );
}

/**
 * Which channels make up the recording: all of a mono or stereo file, else what the user chose.
 * @throws Failure `audio/channels` with the count in its details
 */
export function chooseChannels(channels: number, chosen: readonly number[] | undefined): readonly number[] {
  if (chosen === undefined) {
    if (channels <= 2) return Array.from({ length: channels }, (_, channel) => channel);
    throw new Failure('audio/channels', `This file has ${channels} channels: choose one or two of them`, {
      details: { channels },
    });
  }
  const valid = chosen.every((channel) => Number.isInteger(channel) && channel >= 0 && channel < channels);
  if (valid && chosen.length >= 1 && chosen.length <= 2) return chosen;
  throw new Failure(
    'audio/channels',
    `Channels ${chosen.map((channel) => channel + 1).join(' and ')} were asked for; this file has ${channels}, of which one or two can be taken`,
    { details: { channels } },
  );
}

/** Refuses NaN and infinities, reporting the position of the first one. */
export function checkFinite(block: readonly Float32Array[], at: number, sampleRate: number): void {
  for (const samples of block) {
    // 0 * NaN and 0 * Infinity are NaN, so one sum tells of any.
    let sum = 0;
    for (let index = 0; index < samples.length; index += 1) sum += (samples[index] as number) * 0;
    if (sum === 0) continue;
    const first = at + samples.findIndex((value) => !Number.isFinite(value));
    const seconds = first / sampleRate;
    throw new Failure(
      'audio/not-finite',
      `The recording contains a sample that is not a number (NaN or infinite) at ${formatTime(seconds)}; repair or cut it there, then import it again`,
      { details: { frame: first, seconds } },
    );
  }
}

/** `1:02:03.456`, without hours where there are none. */
export function formatTime(seconds: number): string {
  const whole = Math.floor(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = `${String(whole % 60).padStart(2, '0')}.${String(Math.floor((seconds - whole) * 1000)).padStart(3, '0')}`;
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}
