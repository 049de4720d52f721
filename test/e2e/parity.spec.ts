import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { build } from 'vite';
import { mixOf } from '../../src-shared/mixing/mix-of.ts';
import { preRollSeconds, preRollStart } from '../../src-shared/mixing/pre-roll.ts';
import { newBuses, untreated } from '../../src-shared/mixing/new-project.ts';
import { MixSender } from '../../src-renderer/engine/mix-sender.ts';
import { PLAIN_EXPORT } from '../../src-main/app/files/plain-export.ts';
import { runExport } from '../../src-main/audio/render/export.ts';
import { NO_PARTS, type ExportRegion } from '../../src-shared/contract/export.ts';
import { openPcm } from '../../src-main/audio/read/open.ts';
import { createPcmWriter } from '../../src-main/audio/write/writer.ts';
import {
  chunkFramesFor,
  resumeSecondsFor,
  MIX_PROCESSOR,
  type ToWorklet,
  type WorkletOptions,
} from '../../src-renderer/engine/protocol.ts';
import type { ProjectDocument } from '../../src-shared/project/document.ts';
import { ImpulseId, newStemId } from '../../src-shared/project/ids.ts';
import type { Impulse } from '../../src-shared/project/impulse.ts';
import { music, project, type Stem } from '../support/parity-project.ts';
import { noise } from '../support/signals.ts';

/**
 * Export equals preview: one project through the worklet in Chromium and through the host's mixdown. The worklet is
 * bundled as the program bundles it and rendered by an OfflineAudioContext with all data at hand.
 */
const root = join(import.meta.dirname, '../..');

const interleave = (channels: readonly Float32Array[], frames: number): Float32Array => {
  const out = new Float32Array(frames * channels.length);
  channels.forEach((samples, c) => samples.forEach((sample, i) => (out[i * channels.length + c] = sample)));
  return out;
};

interface Site {
  readonly origin: string;
  /** What the page posts next. */
  result(): Promise<Buffer>;
  close(): Promise<void>;
}

/** Serves the bundled worklet, a blank page and the stems' chunks; worklet modules pass by Playwright's routes. */
async function openSite(stems: readonly Stem[], frames: number, chunkFrames: number): Promise<Site> {
  const bundle = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      lib: {
        entry: join(root, 'src-renderer/engine/worklet/mix-processor.ts'),
        formats: ['es'],
        fileName: 'mix',
      },
    },
  });
  const [output] = Array.isArray(bundle) ? bundle : [bundle];
  if (!('output' in output)) throw new Error('vite built nothing');
  const { code } = output.output[0];
  const whole = Math.ceil(frames / chunkFrames) * chunkFrames;
  let take: (body: Buffer) => void = () => undefined;
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const stem = stems[Number(path.slice('/stem/'.length))];
    if (request.method === 'POST') {
      void buffer(request).then((body) => {
        response.end();
        take(body);
      });
    } else if (path === '/mix.js') response.writeHead(200, { 'content-type': 'text/javascript' }).end(code);
    else if (path.startsWith('/stem/') && stem !== undefined) {
      response.end(Buffer.from(interleave(stem.channels, whole).buffer));
    } else
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>parity</title>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    result: () => new Promise((resolve) => (take = resolve)),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Renders `length` frames through the worklet; planar, left and right. */
async function renderInBrowser(
  page: Page,
  site: Site,
  options: WorkletOptions,
  sampleRate: number,
  length: number,
): Promise<Float32Array[]> {
  const rendered = site.result();
  await page.evaluate(
    async ({ options: given, rate, frames, processor }) => {
      const loaded = await Promise.all(
        given.inputs.map(async (_input, input) => ({
          type: 'chunks' as const,
          input,
          first: 0,
          data: new Float32Array(await (await fetch(`/stem/${input}`)).arrayBuffer()),
        })),
      );
      const context = new OfflineAudioContext(2, frames, rate);
      await context.audioWorklet.addModule('/mix.js');
      const node = new AudioWorkletNode(context, processor, {
        numberOfInputs: 0,
        outputChannelCount: [2],
        processorOptions: { ...given, commands: [...loaded, ...given.commands] },
      });
      node.connect(context.destination);
      const buffer = await context.startRendering();
      const planes = new Float32Array(2 * frames);
      planes.set(buffer.getChannelData(0), 0);
      planes.set(buffer.getChannelData(1), frames);
      await fetch('/result', { method: 'POST', body: planes });
    },
    { options, rate: sampleRate, frames: length, processor: MIX_PROCESSOR },
  );
  const planes = new Float32Array(new Uint8Array(await rendered).buffer);
  return [planes.subarray(0, length), planes.subarray(length)];
}

/** Samples, planar, under the id by which a project names them. */
interface Named {
  readonly id: string;
  readonly channels: readonly Float32Array[];
}

/** Renders the same project by the host, to 32-bit float: the whole, or one region of it. */
async function renderByHost(
  document: ProjectDocument,
  stems: readonly Stem[],
  folder: string,
  { responses = [], regions = [] }: { responses?: readonly Named[]; regions?: readonly ExportRegion[] } = {},
) {
  const write = async ({ id, channels }: Named): Promise<string> => {
    const path = join(folder, `${id}.wav`);
    const writer = await createPcmWriter(path, {
      sampleRate: document.sampleRate,
      channels: channels.length,
      sampleFormat: 'f32',
    });
    await writer.write(channels);
    await writer.finish();
    return path;
  };
  const files: Record<string, { path: string; channelMap: number[] }> = {};
  for (const stem of stems) {
    files[stem.id] = { path: await write(stem), channelMap: stem.channels.map((_, index) => index) };
  }
  const impulses: Record<string, string> = {};
  for (const response of responses) impulses[response.id] = await write(response);
  const recording = files[stems[0]?.id ?? ''];
  if (recording === undefined) throw new Error('no stems');
  const result = await runExport(
    {
      document,
      stems: files,
      recording,
      ...PLAIN_EXPORT,
      impulses,
      regions,
      parts: { ...NO_PARTS, mix: true },
      format: 'wav',
      bitDepth: '32f',
      sampleRate: document.sampleRate,
      title: document.title,
      folder,
      overwrite: true,
      version: '0.0.0',
    },
    { signal: new AbortController().signal, progress: () => undefined, event: () => undefined },
  );
  const reader = await openPcm(result.files[0]?.path ?? '');
  const planes = await reader.read(0, reader.frames);
  await reader.close();
  return planes;
}

/** The greatest difference, dBFS; its place where it is above `limitDb`. */
function differenceDb(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  let most = 0;
  a.forEach((plane, channel) => {
    expect(b[channel]?.length).toBe(plane.length);
    plane.forEach((sample, i) => (most = Math.max(most, Math.abs(sample - (b[channel]?.[i] ?? NaN)))));
  });
  return 20 * Math.log10(most);
}

function plainSum(stems: readonly Stem[], frames: number): Float32Array[] {
  return [0, 1].map((side) => {
    const sum = new Float32Array(frames);
    for (const { channels } of stems) {
      const plane = channels[Math.min(side, channels.length - 1)];
      plane?.forEach((sample, i) => (sum[i] = (sum[i] ?? 0) + sample));
    }
    return sum;
  });
}

const untouched = (document: ProjectDocument): ProjectDocument => ({
  ...document,
  tracks: document.tracks.map((before) => ({ ...before, ...untreated() })),
  ...newBuses(),
});

const withoutLanes = (document: ProjectDocument): ProjectDocument => ({
  ...document,
  tracks: document.tracks.map((before) => ({ ...before, automation: [] })),
});

const settingsOf = (document: ProjectDocument): ToWorklet => ({
  type: 'settings',
  revision: 1,
  settings: mixOf(document),
  trackInputs: document.tracks.map((_, index) => index),
});

const optionsOf = (
  { frames, sampleRate }: ProjectDocument,
  stems: readonly Stem[],
): Omit<WorkletOptions, 'commands'> => ({
  inputs: stems.map((stem) => ({ channels: stem.channels.length })),
  originalInput: null,
  frames,
  chunkFrames: chunkFramesFor(sampleRate),
  resumeSeconds: resumeSecondsFor(false),
});

/** Plays from a position, with the pre-roll that the rooms need. */
function playFrom(document: ProjectDocument, position: number): ToWorklet[] {
  const preRollFrom = preRollStart(position, document.sampleRate, preRollSeconds(mixOf(document)));
  // Otherwise the seek would play the whole.
  expect(preRollFrom).toBeGreaterThan(0);
  return [
    { type: 'seek', position, generation: 1, preRollFrom },
    { type: 'play', fade: false },
  ];
}

/** The greatest difference between what is heard after a seek to `from`, and the same samples of the whole; dBFS. */
function differenceAfter(
  late: readonly Float32Array[],
  whole: readonly Float32Array[],
  from: number,
): number {
  const begins = late[0]?.findIndex((sample) => sample !== 0) ?? -1;
  expect(begins).toBeGreaterThan(0);
  const length = (whole[0]?.length ?? 0) - from;
  const tail = (planes: readonly Float32Array[], at: number): Float32Array[] =>
    planes.map((plane) => plane.subarray(at, at + length));
  return differenceDb(tail(late, begins), tail(whole, from));
}

for (const sampleRate of [44_100, 96_000]) {
  test(`export equals preview at ${sampleRate} Hz`, async ({ page }) => {
    const folder = await mkdtemp(join(tmpdir(), 'divisi-parity-'));
    let site: Site | null = null;
    try {
      const frames = Math.round(sampleRate * 5.37);
      const stems: Stem[] = [1, 2, 2, 2].map((channels, index) => ({
        id: newStemId(),
        channels: music(index + 1, channels, frames, sampleRate),
      }));
      const document = project(stems, frames, sampleRate);
      site = await openSite(stems, frames, chunkFramesFor(sampleRate));
      await page.goto(site.origin);
      const settings = settingsOf(document);
      const options: WorkletOptions = {
        ...optionsOf(document, stems),
        commands: [settings, { type: 'play', fade: false }],
      };
      const exported = await renderByHost(document, stems, folder);
      // The processors did something: the mix is far from the plain sum of its stems.
      expect(differenceDb(plainSum(stems, frames), exported)).toBeGreaterThan(-20);
      const preview = await renderInBrowser(page, site, options, sampleRate, frames);
      const whole = differenceDb(preview, exported);
      expect(whole).toBeLessThan(-100);

      // A region has what the lanes, rooms and dynamics carry over from before its start.
      const range = { start: Math.round(frames * 0.43) + 7, end: Math.round(frames * 0.77) };
      const region = await renderByHost(document, stems, folder, { regions: [{ name: 'Middle', range }] });
      const heard = preview.map((plane) => plane.subarray(range.start, range.end));
      const passage = differenceDb(heard, region);
      expect(passage).toBeLessThan(-100);

      // Edited while it is open: from an untreated mix by patches, as the window sends them.
      const sender = new MixSender();
      const trackInputs = document.tracks.map((_, index) => index);
      const stages = [untouched(document), withoutLanes(document), document];
      const edits = stages.flatMap((stage) => sender.next({ settings: mixOf(stage), trackInputs }) ?? []);
      expect(edits.map(({ type }) => type)).toEqual(['settings', 'patch', 'patch']);
      const edited: WorkletOptions = { ...options, commands: [...edits, { type: 'play', fade: false }] };
      expect(differenceDb(await renderInBrowser(page, site, edited, sampleRate, frames), preview)).toBe(
        -Infinity,
      );

      // After a seek: the pre-roll that the rooms need, then the same samples as in the whole.
      const from = Math.round(frames * 0.95) + 13;
      const sought: WorkletOptions = { ...options, commands: [settings, ...playFrom(document, from)] };
      const late = await renderInBrowser(page, site, sought, sampleRate, frames);
      const after = differenceAfter(late, exported, from);
      expect(after).toBeLessThan(-100);
      test.info().annotations.push({
        type: 'difference',
        description: `${whole.toFixed(1)} dBFS whole, ${passage.toFixed(1)} dBFS in a region, ${after.toFixed(1)} dBFS after a seek`,
      });
      console.log(
        `${sampleRate} Hz: ${whole.toFixed(1)} dBFS whole, ${passage.toFixed(1)} dBFS in a region, ${after.toFixed(1)} dBFS after a seek`,
      );
    } finally {
      await site?.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
}

test('export equals preview with an impulse response in a room', async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), 'divisi-parity-'));
  let site: Site | null = null;
  try {
    const sampleRate = 48_000;
    const frames = 3 * sampleRate + 77;
    const stems: Stem[] = [1, 2, 2, 2].map((channels, index) => ({
      id: newStemId(),
      channels: music(index + 1, channels, frames, sampleRate),
    }));
    const hall: Impulse = {
      id: ImpulseId.parse('imp_0123456789abcdef'),
      name: 'Hall.wav',
      ...{ channels: 2, frames: sampleRate, sampleRate },
    };
    const response: Named = {
      id: hall.id,
      // Loud to its end, so that it hides nothing of a pre-roll that is too short.
      channels: [1, 2].map((seed) => noise(hall.frames, seed, 0.02)),
    };
    const plain = project(stems, frames, sampleRate);
    const [room, other] = plain.rooms;
    if (room === undefined || other === undefined) throw new Error('there are two rooms');
    // The other room is silent, so that the response alone determines the pre-roll.
    const muted = { ...other, processor: { ...other.processor, bypassed: true } };
    const document: ProjectDocument = { ...plain, rooms: [{ ...room, impulse: hall }, muted] };
    site = await openSite(stems, frames, chunkFramesFor(sampleRate));
    await page.goto(site.origin);
    const given: ToWorklet[] = [{ type: 'impulse', ...response }, settingsOf(document)];
    const options: WorkletOptions = {
      ...optionsOf(document, stems),
      commands: [...given, { type: 'play', fade: false }],
    };
    const exported = await renderByHost(document, stems, folder, { responses: [response] });
    // The response is heard: without it the room is silent, and the mix another.
    const silent = await renderByHost(document, stems, folder);
    expect(differenceDb(silent, exported)).toBeGreaterThan(-40);
    const whole = differenceDb(await renderInBrowser(page, site, options, sampleRate, frames), exported);
    expect(whole).toBeLessThan(-100);

    // After a seek, with what the response still has of the sound before it.
    const from = Math.round(frames * 0.71) + 13;
    const sought: WorkletOptions = { ...options, commands: [...given, ...playFrom(document, from)] };
    const after = differenceAfter(
      await renderInBrowser(page, site, sought, sampleRate, frames),
      exported,
      from,
    );
    expect(after).toBeLessThan(-100);
    console.log(`impulse response: ${whole.toFixed(1)} dBFS whole, ${after.toFixed(1)} dBFS after a seek`);
  } finally {
    await site?.close();
    await rm(folder, { recursive: true, force: true });
  }
});
