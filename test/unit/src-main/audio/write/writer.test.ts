import { execFileSync } from 'node:child_process';
import { access, chmod, mkdir, readFile, readdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createFlacWriter } from '../../../../../src-main/audio/write/flac.ts';
import { openPcm } from '../../../../../src-main/audio/read/open.ts';
import { wavHeader } from '../../../../../src-main/audio/write/wav-header.ts';
import { createPcmWriter } from '../../../../../src-main/audio/write/writer.ts';
import { failureOf, noise, useFolder, writeAll } from '../helpers.ts';

const at = useFolder();

async function readBack(path: string): Promise<Float32Array[]> {
  const reader = await openPcm(path);
  try {
    return await reader.read(0, reader.frames);
  } finally {
    await reader.close();
  }
}

describe('the WAV writer', () => {
  it.each([
    ['s16', 16, 1],
    ['s16', 16, 2],
    ['s24', 24, 1],
    ['s24', 24, 2],
    ['f32', null, 2],
  ] as const)(
    'writes %s so that it comes back bit for bit (grid %s, %i channels)',
    async (sampleFormat, bits, count) => {
      const samples = Array.from({ length: count }, (_, channel) => noise(100_003, channel + 1, bits));
      const writer = await createPcmWriter(at('a.wav'), {
        sampleRate: 48_000,
        channels: count,
        sampleFormat,
      });
      for (let from = 0, size = 1; from < 100_003; from += size, size = size * 7 + 3) {
        await writer.write(samples.map((channel) => channel.subarray(from, from + size)));
      }
      const { bytes, clippedSamples } = await writer.finish();
      expect(clippedSamples).toBe(0);
      expect((await readFile(at('a.wav'))).length).toBe(bytes);
      expect(await readBack(at('a.wav'))).toEqual(samples);
      expect(await readdir(at(''))).toEqual(['a.wav']);
    },
  );

  it('rounds to the nearest step and counts what clips', async () => {
    const step = 1 / 32768;
    const samples = Float32Array.of(
      0.4 * step,
      0.6 * step,
      -0.4 * step,
      -0.6 * step,
      1,
      1 - step,
      -1,
      -1.01,
      2,
    );
    const options = { sampleRate: 44_100, channels: 1, sampleFormat: 's16' } as const;
    const { clippedSamples } = await writeAll(await createPcmWriter(at('a.wav'), options), [samples]);
    expect(clippedSamples).toBe(3);
    const [read = new Float32Array()] = await readBack(at('a.wav'));
    expect([...read].map((value) => value * 32768)).toEqual([
      0, 1, 0, -1, 32767, 32767, -32768, -32768, 32767,
    ]);
  });

  it('keeps floats beyond full scale', async () => {
    const samples = [Float32Array.of(1.5, -2, 1e-30)];
    await writeAll(
      await createPcmWriter(at('a.wav'), { sampleRate: 44_100, channels: 1, sampleFormat: 'f32' }),
      samples,
    );
    expect(await readBack(at('a.wav'))).toEqual(samples);
  });

  it('shows nothing under the final name before it is whole, and nothing at all after an abort', async () => {
    const options = { sampleRate: 44_100, channels: 1, sampleFormat: 's16' } as const;
    const writer = await createPcmWriter(at('a.wav'), options);
    await writer.write([noise(100_000, 1)]);
    expect(await readdir(at(''))).toEqual(['a.wav.part']);
    await writer.abort();
    await writer.abort();
    expect(await readdir(at(''))).toEqual([]);
  });

  it('goes on where a killed process left off', async () => {
    const options = { sampleRate: 44_100, channels: 2, sampleFormat: 's24' } as const;
    const samples = [noise(90_000, 1, 24), noise(90_000, 2, 24)];
    const cut = (from: number, to: number) => samples.map((channel) => channel.subarray(from, to));
    const first = await createPcmWriter(at('a.wav'), options);
    await first.write(cut(0, 50_000));
    await first.sync();
    // What was durable reads as a file of its own.
    expect((await readBack(at('a.wav.part')))[0]?.length).toBe(50_000);
    await first.write([noise(70_000, 8), noise(70_000, 9)]);
    await first.suspend();

    const second = await createPcmWriter(at('a.wav'), { ...options, resumeAtFrame: 50_000 });
    await second.write(cut(50_000, 90_000));
    await second.finish();
    expect(await readBack(at('a.wav'))).toEqual(samples);
    await writeAll(await createPcmWriter(at('whole.wav'), options), samples);
    expect(await readFile(at('a.wav'))).toEqual(await readFile(at('whole.wav')));
  });

  it('refuses to resume what is not there', async () => {
    const options = { sampleRate: 44_100, channels: 1, sampleFormat: 's16', resumeAtFrame: 1000 } as const;
    await failureOf(createPcmWriter(at('a.wav'), options), 'file/truncated');
    await writeFile(at('a.wav.part'), 'short');
    await failureOf(createPcmWriter(at('a.wav'), options), 'file/truncated');
  });

  it.each(['s16', 's24', 'f32'] as const)(
    'on a full disk fails with a code and removes the part: %s',
    async (sampleFormat) => {
      await symlink('/dev/full', at('a.wav.part'));
      const work = createPcmWriter(at('a.wav'), { sampleRate: 44_100, channels: 1, sampleFormat });
      const failure = await failureOf(work, 'disk/full');
      expect(failure.message).toBe('The disk is full: "a.wav" could not be written');
      expect(await readdir(at(''))).toEqual([]);
      await access('/dev/full');
    },
  );

  it('leaves the part of a resumable file on a full disk', async () => {
    await symlink('/dev/full', at('a.wav.part'));
    const options = {
      sampleRate: 44_100,
      channels: 1,
      sampleFormat: 'f32',
      keepPartOnFailure: true,
    } as const;
    await failureOf(createPcmWriter(at('a.wav'), options), 'disk/full');
    expect(await readdir(at(''))).toEqual(['a.wav.part']);
  });

  it.skipIf(process.getuid?.() !== 0 || process.platform !== 'linux')(
    'on a disk that fills up on the way (needs root to mount one)',
    async () => {
      await mkdir(at('small'));
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', at('small')], { stdio: 'ignore' });
      } catch {
        return; // a container that may not mount; the cases above stand for it
      }
      try {
        const writer = await createPcmWriter(at('small/a.wav'), {
          sampleRate: 44_100,
          channels: 1,
          sampleFormat: 's16',
        });
        await failureOf(
          (async () => {
            for (let block = 0; block < 20; block += 1) await writer.write([noise(100_000, 1)]);
          })(),
          'disk/full',
        );
        expect(await readdir(at('small'))).toEqual([]);
      } finally {
        execFileSync('umount', [at('small')]);
      }
    },
  );

  it('says so where it may not write', async () => {
    const options = { sampleRate: 44_100, channels: 1, sampleFormat: 's16' } as const;
    await failureOf(createPcmWriter(at('missing/a.wav'), options), 'disk/unwritable');
    await mkdir(at('b.wav.part'));
    await failureOf(createPcmWriter(at('b.wav'), options), 'disk/unwritable');
    if (process.getuid?.() !== 0) {
      await mkdir(at('locked'));
      await chmod(at('locked'), 0o500);
      await failureOf(createPcmWriter(at('locked/a.wav'), options), 'disk/unwritable');
    }
  });

  it('calls a wrong number of channels a bug', async () => {
    const writer = await createPcmWriter(at('a.wav'), {
      sampleRate: 44_100,
      channels: 2,
      sampleFormat: 's16',
    });
    await expect(writer.write([new Float32Array(4)])).rejects.toThrow('expected 2 channels');
    await expect(writer.write([new Float32Array(4), new Float32Array(5)])).rejects.toThrow('equal length');
    await writer.abort();
  });
});

describe('the WAV header', () => {
  const options = { sampleRate: 96_000, channels: 2, sampleFormat: 's24' } as const;

  it('has one length, and turns into RF64 above 4 GiB', () => {
    const small = wavHeader(options, 1_000);
    const large = wavHeader(options, 800_000_000);
    expect(large.length).toBe(small.length);
    expect(small.toString('latin1', 0, 4)).toBe('RIFF');
    expect(small.toString('latin1', 12, 16)).toBe('JUNK');
    expect(small.readUInt32LE(4)).toBe(small.length - 8 + 6_000);
    expect(small.readUInt32LE(small.length - 4)).toBe(6_000);
    expect(large.toString('latin1', 0, 4)).toBe('RF64');
    expect(large.toString('latin1', 12, 16)).toBe('ds64');
    expect(large.readUInt32LE(4)).toBe(0xffff_ffff);
    expect(large.readBigUInt64LE(20)).toBe(4_800_000_000n + BigInt(large.length - 8));
    expect(large.readBigUInt64LE(28)).toBe(4_800_000_000n);
    expect(large.readBigUInt64LE(36)).toBe(800_000_000n);
  });

  it('of an RF64 file leads to its last sample', async () => {
    const header = wavHeader({ ...options, sampleFormat: 's16', channels: 1 }, 2_200_000_000);
    await writeFile(at('a.wav'), header);
    // Sparse: only the end is really there.
    await truncate(at('a.wav'), header.length + 4_400_000_000);
    const reader = await openPcm(at('a.wav'));
    expect(reader.frames).toBe(2_200_000_000);
    expect(await reader.read(2_199_999_999, 5)).toEqual([Float32Array.of(0)]);
    await reader.close();
  });

  it('carries chunks of odd length with the padding that keeps what follows even', () => {
    const plain = wavHeader(options, 10);
    const header = wavHeader({ ...options, chunks: [{ id: 'iXML', body: Buffer.from('odd') }] }, 10);
    expect(header.length).toBe(plain.length + 8 + 4);
    const start = header.indexOf('iXML');
    expect(header.readUInt32LE(start + 4)).toBe(3);
    expect(header.toString('latin1', start + 8, start + 11)).toBe('odd');
    expect(header.indexOf('fmt ')).toBe(start + 12);
  });
});

describe('the FLAC writer', () => {
  it('marks length, rate, depth and the MD5 of the samples', async () => {
    const { createHash } = await import('node:crypto');
    const samples = [noise(30_001, 1, 16), noise(30_001, 2, 16)];
    const writer = await createFlacWriter(at('a.flac'), {
      sampleRate: 44_100,
      channels: 2,
      sampleFormat: 's16',
    });
    const { bytes } = await writeAll(writer, samples);
    const file = await readFile(at('a.flac'));
    expect(file.length).toBe(bytes);
    expect(file.toString('latin1', 0, 4)).toBe('fLaC');
    const packed = file.readBigUInt64BE(18);
    expect([packed >> 44n, (packed >> 41n) & 7n, (packed >> 36n) & 31n, packed & 0xf_ffff_ffffn]).toEqual([
      44_100n,
      1n,
      15n,
      30_001n,
    ]);
    const interleaved = Buffer.alloc(30_001 * 4);
    samples.forEach((channel, index) => {
      channel.forEach((value, frame) => interleaved.writeInt16LE(value * 32768, frame * 4 + index * 2));
    });
    expect(file.toString('hex', 26, 42)).toBe(createHash('md5').update(interleaved).digest('hex'));
  });

  it('clips and counts, and leaves nothing after an abort or on a full disk', async () => {
    const options = { sampleRate: 44_100, channels: 1, sampleFormat: 's24' } as const;
    const { clippedSamples } = await writeAll(await createFlacWriter(at('a.flac'), options), [
      Float32Array.of(1, 0.5, -1.5),
    ]);
    expect(clippedSamples).toBe(2);
    const aborted = await createFlacWriter(at('b.flac'), options);
    await aborted.write([noise(10, 1)]);
    await aborted.abort();
    await symlink('/dev/full', at('c.flac.part'));
    const full = await createFlacWriter(at('c.flac'), options);
    await failureOf(full.write([noise(200_000, 1)]), 'disk/full');
    await full.abort();
    expect(await readdir(at(''))).toEqual(['a.flac']);
  });

  it.each([8_000, 44_056, 65_535, 176_400, 384_000])('takes %i Hz', async (sampleRate) => {
    const writer = await createFlacWriter(at('a.flac'), { sampleRate, channels: 1, sampleFormat: 's24' });
    await writeAll(writer, [noise(100, 1)]);
    expect((await readFile(at('a.flac'))).readBigUInt64BE(18) >> 44n).toBe(BigInt(sampleRate));
  });

  it('names the rates that FLAC has no room for', async () => {
    const options = { sampleRate: 88_211, channels: 1, sampleFormat: 's16' } as const;
    await failureOf(createFlacWriter(at('a.flac'), options), 'audio/sample-rate');
    expect(await readdir(at(''))).toEqual([]);
  });

  it('encodes two files at a time', async () => {
    const options = { sampleRate: 44_100, channels: 1, sampleFormat: 's16' } as const;
    const one = await createFlacWriter(at('1.flac'), options);
    const two = await createFlacWriter(at('2.flac'), options);
    const alone = await createFlacWriter(at('3.flac'), options);
    for (let block = 0; block < 10; block += 1) {
      await one.write([noise(5_000, block + 1, 16)]);
      await two.write([noise(5_000, block + 50, 16)]);
      await alone.write([noise(5_000, block + 1, 16)]);
    }
    for (const writer of [one, two, alone]) await writer.finish();
    expect(await readFile(at('1.flac'))).toEqual(await readFile(at('3.flac')));
    expect(await readFile(at('1.flac'))).not.toEqual(await readFile(at('2.flac')));
  });
});
