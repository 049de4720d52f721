import { describe, expect, it } from 'vitest';
import { exampleRecording } from '../../../support/recording.ts';
import { readySeparation, runningSeparation } from '../../../support/separation.ts';
import { ORPCError } from '@orpc/client';
import { Failure, FAILURE_CODES } from '../../../../src-shared/contract/failure.ts';
import type { Job } from '../../../../src-shared/contract/job.ts';
import type { Separation } from '../../../../src-shared/contract/separation.ts';
import { newJobId, newRecordingId, newSeparationId } from '../../../../src-shared/project/ids.ts';
import { announcement, createAnnouncer } from '../../../../src-renderer/app/announcements.ts';
import { hashOf, parseRoute } from '../../../../src-renderer/app/router.ts';
import { toFailure } from '../../../../src-renderer/api/client.ts';
import { retryDelay } from '../../../../src-renderer/api/connection.ts';
import { looksLikeAudio } from '../../../../src-renderer/api/dropped.ts';
import {
  applyEvent,
  EMPTY_STATE,
  latestJob,
  phaseText,
  sortedJobs,
  withSeparations,
} from '../../../../src-renderer/api/host-state.ts';
import { failureOfBody } from '../../../../src-renderer/api/media.ts';
import { describeFailure } from '../../../../src-renderer/api/messages.ts';

const recording = exampleRecording();
const separation = (recordingId = recording.id): Separation => readySeparation({ recordingId });
const job = (change: Partial<Job>): Job => ({
  id: newJobId(),
  kind: 'separate',
  state: 'running',
  title: 'Trio',
  recordingId: recording.id,
  separationId: null,
  projectId: null,
  progress: 0,
  phase: '',
  secondsLeft: null,
  failure: null,
  files: [],
  loudness: null,
  createdAt: '2026-01-01T00:00:00Z',
  priority: 0,
  ...change,
});

describe('the host’s state', () => {
  it('follows how much of a running separation can be heard, and of no other', () => {
    const live = { stems: [], readyFrames: 0 };
    const running = runningSeparation({ recordingId: recording.id, live });
    const ready = separation();
    const before = withSeparations(EMPTY_STATE, recording.id, [running, ready]);
    const grew = (id: Separation['id']) =>
      applyEvent(before, { type: 'stems-grew', separationId: id, readyFrames: 4410 });
    expect(grew(running.id).separations.get(running.id)?.live).toEqual({ stems: [], readyFrames: 4410 });
    expect(before.separations.get(running.id)?.live?.readyFrames).toBe(0);
    expect(grew(ready.id)).toBe(before);
    expect(grew(newSeparationId())).toBe(before);
  });

  it('takes, replaces and forgets what events name, without changing what was', () => {
    const one = applyEvent(EMPTY_STATE, { type: 'recording', recording });
    const renamed = applyEvent(one, { type: 'recording', recording: { ...recording, title: 'Duo' } });
    expect(one.recordings.get(recording.id)?.title).toBe('Trio');
    expect(renamed.recordings.get(recording.id)?.title).toBe('Duo');
    const gone = applyEvent(renamed, { type: 'recording-removed', recordingId: recording.id });
    expect(gone.recordings.size).toBe(0);
    expect(EMPTY_STATE.recordings.size).toBe(0);
  });

  it('forgets a job that another window dismissed', () => {
    const [gone, kept] = [job({ state: 'failed' }), job({ state: 'done' })];
    let state = applyEvent(EMPTY_STATE, { type: 'job', job: gone });
    state = applyEvent(state, { type: 'job', job: kept });
    state = applyEvent(state, { type: 'job-removed', jobId: gone.id });
    expect([...state.jobs.keys()]).toEqual([kept.id]);
  });

  it('forgets the separations of a recording that goes, and no others', () => {
    const other = separation(newRecordingId());
    let state = applyEvent(EMPTY_STATE, { type: 'separation', separation: separation() });
    state = applyEvent(state, { type: 'separation', separation: other });
    state = applyEvent(state, { type: 'recording-removed', recordingId: recording.id });
    expect([...state.separations.keys()]).toEqual([other.id]);
    state = applyEvent(state, { type: 'separation-removed', separationId: other.id });
    expect(state.separations.size).toBe(0);
  });

  it('replaces a recording’s separations by what the host answered', () => {
    const [stale, fresh, other] = [separation(), separation(), separation(newRecordingId())];
    let state = applyEvent(EMPTY_STATE, { type: 'separation', separation: stale });
    state = applyEvent(state, { type: 'separation', separation: other });
    state = withSeparations(state, recording.id, [fresh]);
    expect([...state.separations.keys()].sort()).toEqual([fresh.id, other.id].sort());
  });

  it('puts what runs first and what is done last, the newest first', () => {
    const jobs = [
      job({ state: 'done', title: 'd' }),
      job({ state: 'failed', title: 'f' }),
      job({ state: 'running', title: 'old', createdAt: '2026-01-01T00:00:00Z' }),
      job({ state: 'queued', title: 'q' }),
      job({ state: 'running', title: 'new', createdAt: '2026-01-02T00:00:00Z' }),
    ];
    expect(sortedJobs(jobs).map((item) => item.title)).toEqual(['new', 'old', 'q', 'f', 'd']);
  });

  it('puts waiting jobs in the order in which they start', () => {
    const jobs = [
      job({ state: 'queued', title: 'later', createdAt: '2026-01-02T00:00:00Z' }),
      job({ state: 'queued', title: 'batch', createdAt: '2026-01-01T00:00:00Z', priority: -10 }),
      job({ state: 'queued', title: 'sooner', createdAt: '2026-01-01T00:00:00Z' }),
      job({ state: 'queued', title: 'raised', createdAt: '2026-01-03T00:00:00Z', priority: 1 }),
    ];
    expect(sortedJobs(jobs).map((item) => item.title)).toEqual(['raised', 'sooner', 'later', 'batch']);
  });

  it('finds the job that counts among those of the same work: the running one, then the newest', () => {
    const failed = job({ title: 'failed', state: 'failed', createdAt: '2026-01-01' });
    const done = job({ title: 'done', state: 'done', createdAt: '2026-01-02' });
    const retried = job({ title: 'retried', state: 'running', createdAt: '2025-12-31' });
    const among = (...jobs: Job[]) => latestJob(sortedJobs(jobs), () => true)?.title;
    expect(among(failed, done)).toBe('done');
    expect(among(failed, done, retried)).toBe('retried');
    expect(among({ ...failed, createdAt: '2026-01-03' }, done)).toBe('failed');
    expect(latestJob([failed], ({ kind }) => kind === 'align')).toBeNull();
  });

  it('names phases', () => {
    expect(phaseText(job({ phase: 'separating' }))).toBe('Separating');
    expect(phaseText(job({ phase: '' }))).toBe('Starting');
    expect(phaseText(job({ state: 'queued' }))).toBe('Waiting its turn');
  });
});

describe('announcements', () => {
  it('tell an end once, and only if it was not over before', () => {
    const before = job({ state: 'done' });
    const announce = createAnnouncer([before]);
    expect(announce(before)).toBeNull();
    const running = job({});
    expect(announce(running)).toBeNull();
    expect(announce({ ...running, state: 'done' })?.title).toBe('Trio is separated');
    expect(announce({ ...running, state: 'done' })).toBeNull();
  });

  it('tell failures with what to do, and neither imports nor what was cancelled', () => {
    const failure = { code: 'disk/full' as const, message: 'the disk is full' };
    const failed = announcement(job({ state: 'failed', failure }), 'running');
    expect(failed).toMatchObject({ tone: 'error', title: 'Trio: The disk is full.' });
    expect(failed?.text).toContain('Free some space');
    expect(announcement(job({ kind: 'import', state: 'done' }), 'running')).toBeNull();
    expect(announcement(job({ state: 'cancelled' }), 'running')).toBeNull();
  });
});

describe('failures', () => {
  it('keep the host’s code, message and details', () => {
    const data = { code: 'audio/channels', message: 'eight', details: { channels: 8 } };
    const failure = toFailure(new ORPCError('CONFLICT', { data }), false, false);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject(data);
    expect(failureOfBody(data, 500)).toMatchObject(data);
  });

  it('tell a cancelled call and a lost line apart from a bug', () => {
    const bug = new TypeError('x');
    expect(toFailure(bug, false, false)).toBe(bug);
    expect(toFailure(bug, true, false)).toMatchObject({ code: 'process/died', cause: bug });
    expect(toFailure(bug, true, true)).toMatchObject({ code: 'call/cancelled' });
    expect(toFailure(new ORPCError('UNAUTHORIZED'), false, false)).toMatchObject({
      code: 'call/unauthorised',
    });
  });

  it('of refused requests follow the status where the body says nothing', () => {
    expect(failureOfBody(null, 403).code).toBe('call/unauthorised');
    expect(failureOfBody('<html>', 404).code).toBe('file/not-found');
    expect(failureOfBody(null, 413).code).toBe('file/too-large');
    expect(failureOfBody({ code: 'made/up', message: '' }, 500).code).toBe('file/unreadable');
  });

  it('are whole sentences, all of them', () => {
    for (const code of FAILURE_CODES) {
      const { title, advice } = describeFailure(new Failure(code, 'something happened'));
      expect(title).toBe('Something happened.');
      expect(advice === '' || /^[A-Z].*\.$/.test(advice)).toBe(true);
    }
    expect(describeFailure({ code: 'disk/full', message: 'no room!' }).title).toBe('No room!');
    expect(describeFailure(new TypeError('x of undefined')).title).toMatch(/inside Divisi/);
  });
});

describe('routes', () => {
  it('read back what they write', () => {
    const routes = [
      { page: 'library' },
      { page: 'models' },
      { page: 'settings' },
      { page: 'recording', recordingId: recording.id },
      { page: 'editor', separationId: newSeparationId() },
      { page: 'similar', itemId: recording.id },
      { page: 'tags', tag: null },
      { page: 'tags', tag: 'a/b & “c” 100 %' },
    ] as const;
    for (const route of routes) expect(parseRoute(hashOf(route))).toEqual(route);
  });

  it.each([
    '',
    '#',
    '#/nowhere',
    '#/recording/',
    '#/recording/sep_0000000000000000',
    '#/editor/<script>',
    '#/similar/x',
  ])('fall back to the library for “%s”', (hash) => {
    expect(parseRoute(hash)).toEqual({ page: 'library' });
  });
});

describe('the way in', () => {
  it('waits longer after each attempt, within bounds', () => {
    const delays = Array.from({ length: 12 }, (_, attempt) => retryDelay(attempt));
    expect(delays[0]).toBe(400);
    expect(delays).toEqual([...delays].sort((a, b) => a - b));
    expect(Math.max(...delays)).toBe(5000);
  });

  it('leaves out of a dropped folder what is plainly no audio', () => {
    expect(looksLikeAudio('01 Allegro.wav', 'audio/wav')).toBe(true);
    expect(looksLikeAudio('録音🎻', '')).toBe(true);
    expect(looksLikeAudio('cover.jpg', 'image/jpeg')).toBe(false);
    expect(looksLikeAudio('booklet.PDF', '')).toBe(false);
    expect(looksLikeAudio('.DS_Store', '')).toBe(false);
    expect(looksLikeAudio('._trio.wav', 'audio/wav')).toBe(false);
  });
});
