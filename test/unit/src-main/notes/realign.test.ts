import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runAlign, type AlignResult } from '../../../../src-main/notes/align-task.ts';
import { runRealign } from '../../../../src-main/notes/realign-task.ts';
import { spanAround } from '../../../../src-main/notes/realign.ts';
import type { AlignmentReport, BarAnchor } from '../../../../src-shared/project/alignment.ts';
import { ensembleOf } from '../../../../src-shared/project/players.ts';
import { withPin, withRealigned } from '../../../../src-shared/project/realignment.ts';
import { writeRecording } from '../../../support/music.ts';
import { composed, musicXmlOf, performed, RATE } from '../../../support/played-score.ts';

const BARS = 24;
const BAR_SECONDS = 2;
const PIECE = composed(BARS, 11);
const dir = mkdtempSync(join(tmpdir(), 'divisi-realign-'));
afterAll(() => rmSync(dir, { recursive: true }));
const audio = { path: join(dir, 'piece.wav'), channelMap: [0] };
const scorePath = join(dir, 'score');
const context = {
  signal: new AbortController().signal,
  progress: () => undefined,
  event: () => undefined,
};
let right: AlignResult;

beforeAll(async () => {
  await writeRecording(audio.path, [performed(PIECE, (q) => 0.5 * q, BAR_SECONDS * BARS + 0.5)], RATE, 's16');
  writeFileSync(scorePath, musicXmlOf(PIECE, BARS, 0));
  const players = ensembleOf(['violin', 'cello']);
  const input = { audio, recordingSha256: null, scorePath, players, matching: null, repeats: null };
  right = await runAlign({ ...input, anchors: [] }, context);
}, 60_000);

const pinned = async (report: AlignmentReport, bar: number, sample: number | null) => {
  const anchors = withPin(report.anchors, bar, sample);
  return runRealign({ audio, scorePath, report, bar, anchors }, context);
};
const truth = (bar: number): number => bar * BAR_SECONDS * RATE;
/** The bars from 6 to 13 half a second late, and their notes with them. */
const late = (): { document: AlignResult['notes']; report: AlignmentReport } => {
  const shift = (sample: number, bar: number): number => sample + (bar >= 6 && bar < 14 ? RATE / 2 : 0);
  return {
    document: {
      ...right.notes,
      notes: right.notes.notes.map((note) => {
        const bar = Math.floor((note.onset / RATE + 0.1) / BAR_SECONDS);
        return { ...note, onset: shift(note.onset, bar), offset: shift(note.offset, bar) };
      }),
    },
    report: {
      ...right.report,
      bars: right.report.bars.map((bar, index) => ({
        ...bar,
        start: bar.start === null ? null : shift(bar.start, index),
        end: bar.end === null ? null : shift(bar.end, index),
      })),
    },
  };
};

it('a bar that is pinned where it sounds brings the bars and notes around it into place', async () => {
  const before = late();
  const { document, report } = withRealigned(before, await pinned(before.report, 10, truth(10)));
  expect(report.anchors).toEqual([{ bar: 10, sample: truth(10) }]);
  expect(report.bars[10]?.start).toBe(truth(10));
  for (const [index, { start }] of report.bars.entries()) {
    expect(Math.abs((start ?? 0) - truth(index))).toBeLessThan(0.06 * RATE);
  }
  const onsets = new Map(right.notes.notes.map(({ id, onset }) => [id, onset]));
  const errors = document.notes.map(({ id, onset }) => Math.abs(onset - (onsets.get(id) ?? 0)) / RATE);
  expect(errors.filter((error) => error <= 0.06).length / errors.length).toBeGreaterThan(0.95);
});

it('a pin holds against what is heard, and what lies more than eight bars away stays', async () => {
  const sample = truth(12) + Math.round(0.3 * RATE);
  const { report, document } = withRealigned(
    { document: right.notes, report: right.report },
    await pinned(right.report, 12, sample),
  );
  expect(report.bars[12]?.start).toBe(sample);
  expect(report.bars[11]?.end).toBe(sample);
  const first = document.notes.filter(({ onset }) => Math.abs(onset - sample) < 0.12 * RATE);
  expect(first.map(({ player }) => player).sort()).toEqual(['cello', 'violin']);
  const far = (index: number): boolean => index < 4 || index > 20;
  expect(report.bars.filter((_, index) => far(index))).toEqual(
    right.report.bars.filter((_, index) => far(index)),
  );

  // Without the pin they go back to where they are heard.
  const back = withRealigned({ document, report }, await pinned(report, 12, null));
  expect(back.report.anchors).toEqual([]);
  expect(Math.abs((back.report.bars[12]?.start ?? 0) - truth(12))).toBeLessThan(0.06 * RATE);
});

it('keeps what people did to notes', async () => {
  const [given, drawn, deleted] = right.notes.notes.filter(({ onset }) => onset > truth(10)).slice(0, 3);
  const document = {
    ...right.notes,
    notes: right.notes.notes.flatMap((note) =>
      note === given
        ? [{ ...note, player: note.player === 'cello' ? 'violin' : 'cello' }]
        : note === drawn
          ? [{ ...note, origin: 'drawn' as const }]
          : note === deleted
            ? []
            : [note],
    ),
  };
  const realigned = await pinned(right.report, 10, truth(10) + 2000);
  const after = withRealigned({ document, report: right.report }, realigned).document.notes;
  expect(after.find(({ id }) => id === given?.id)?.player).not.toBe(given?.player);
  expect(after.find(({ id }) => id === drawn?.id)).toEqual({ ...drawn, origin: 'drawn' });
  expect(after.some(({ id }) => id === deleted?.id)).toBe(false);
  expect(after).toHaveLength(document.notes.length);
});

it('reads only what lies between the pins beside it', () => {
  const anchors: BarAnchor[] = [
    { bar: 8, sample: truth(8) },
    { bar: 10, sample: truth(10) },
    { bar: 12, sample: truth(12) },
  ];
  expect(spanAround(right.report, 10, anchors)).toMatchObject({
    ...{ from: 6, first: 8, end: 12, to: 14 },
    fixed: expect.arrayContaining(anchors),
  });
  expect(spanAround(right.report, 0, [{ bar: 0, sample: 0 }])).toMatchObject({
    from: 0,
    first: 0,
    end: 9,
    to: 11,
  });
  expect(spanAround(right.report, BARS - 1, [])).toMatchObject({
    from: BARS - 11,
    first: BARS - 9,
    end: BARS,
    to: BARS,
  });
});

it('a pin beyond the bars beside it, and one on a bar that is not there, are refused', async () => {
  const refused = { code: 'call/invalid' };
  await expect(pinned(right.report, 10, truth(20))).rejects.toMatchObject(refused);
  await expect(pinned(right.report, 99, 0)).rejects.toMatchObject(refused);
});
