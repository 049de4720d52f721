import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exportJobs, type ExportPayload } from '../../../../../src-main/jobs/kinds/export.ts';
import type { JobContext } from '../../../../../src-main/jobs/queue/job-kind.ts';
import { NO_METADATA, NO_PARTS } from '../../../../../src-shared/contract/export.ts';
import { Job } from '../../../../../src-shared/contract/job.ts';
import type { ProjectDocument } from '../../../../../src-shared/project/document.ts';
import { newJobId } from '../../../../../src-shared/project/ids.ts';
import { exampleProject } from '../../../../support/project.ts';
import { tempDir } from '../../../../support/temp.ts';
import { filledLibrary } from '../../library/filled-library.ts';

/** Exports the mix and a separated track, without rendering them; returns the job's files. */
async function exported(sendDb: number, isThere: boolean) {
  const { write, folder, recordingId, separationId, addCoverAndImpulse } = await filledLibrary();
  const { impulseId } = addCoverAndImpulse();
  if (!isThere) rmSync(join(folder.impulses, `${impulseId}.wav`));
  const project = exampleProject();
  const impulse = { id: impulseId, name: 'hall.wav', channels: 1, frames: 1, sampleRate: 44_100 } as const;
  const document: ProjectDocument = {
    ...{ ...project, recordingId, separationId },
    rooms: project.rooms.map((room, index) => (index === 1 ? { ...room, impulse } : room)),
    tracks: project.tracks.map((track) => ({ ...track, sendsDb: [-72, sendDb] })),
  };
  const out = tempDir();
  const payload: ExportPayload = {
    document,
    parts: { ...NO_PARTS, mix: true, separated: [project.tracks[0]?.id ?? ''] },
    ...{ regions: [], format: 'wav', bitDepth: '24', kbps: 256, sampleRate: 44_100, gainDb: 0 },
    ...{
      loudness: null,
      measured: null,
      clipping: 'allow',
      title: 'Trio',
      template: '',
      today: '2026-01-01',
    },
    ...{ metadata: NO_METADATA, cover: null, coverIsUpload: false, folder: out, fileName: null },
    ...{ replace: false, version: '1' },
  };
  const task = (_name: string, input: { readonly folder: string }) => {
    mkdirSync(input.folder, { recursive: true });
    const levels = { integratedLufs: -20, truePeakDbtp: -3, clippedSamples: 0 };
    const files = ['mix.wav', 'viola.wav'].map((name) => {
      const path = join(input.folder, name);
      writeFileSync(path, name);
      const loudness = name === 'mix.wav' ? levels : null;
      return { path, name, bytes: name.length, clippedSamples: 0, loudness };
    });
    return Promise.resolve({ files, goalGainDb: 0 });
  };
  const context = { signal: new AbortController().signal, progress: () => undefined, task };
  const runner = exportJobs({
    ...{ write, folder, downloadsDir: out },
    sources: { require: () => Promise.resolve() },
  });
  const { files } = await runner.run({ id: newJobId(), payload } as never, context as unknown as JobContext);
  return files?.map(({ name, missingImpulses }) => ({ name, missingImpulses }));
}

it('an export says which rooms were silent because their impulse response was gone', async () => {
  const nothing = [{ name: 'mix.wav' }, { name: 'viola.wav' }];
  expect(await exported(-10, false)).toEqual([
    { name: 'mix.wav', missingImpulses: ['hall.wav'] },
    { name: 'viola.wav' },
  ]);
  expect(await exported(-10, true)).toEqual(nothing);
  // No track sends to the room, so the export lacks nothing.
  expect(await exported(-72, false)).toEqual(nothing);
  expect(Job.shape.files.element.shape.missingImpulses.parse(['hall.wav'])).toEqual(['hall.wav']);
});
