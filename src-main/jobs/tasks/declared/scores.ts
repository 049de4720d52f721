import { z } from 'zod';
import {
  AlignmentReport,
  BarAnchor,
  RepeatChoice,
  ScoreSummary,
} from '../../../../src-shared/project/alignment.ts';
import { EngravedPage } from '../../../../src-shared/project/engraving.ts';
import { NotesDocument } from '../../../../src-shared/project/notes.ts';
import { Realigned } from '../../../../src-shared/project/realignment.ts';
import { declareTask } from './declare.ts';
import { audioFile, count, path, players } from './parts.ts';

/** Reads a score, which may be an untrusted file. */
export const scoreTask = declareTask({
  input: z.object({ scorePath: path }),
  event: z.never(),
  result: ScoreSummary,
  load: async () => (await import('../../../notes/read-task.ts')).runReadScore,
});

/** Aligns a score to a recording. */
export const alignTask = declareTask({
  input: z.object({
    audio: audioFile,
    recordingSha256: z.string().nullable(),
    scorePath: path,
    players: players.nullable(),
    matching: z.array(z.string().nullable()).nullable(),
    repeats: RepeatChoice.nullable(),
    anchors: z.array(BarAnchor),
  }),
  event: z.never(),
  result: z.object({ notes: NotesDocument, report: AlignmentReport }),
  load: async () => (await import('../../../notes/align-task.ts')).runAlign,
});

/** Engraves pages of a score. */
export const engraveTask = declareTask({
  input: z.object({ scorePath: path, first: count, count }),
  event: z.never(),
  result: z.object({ pages: count, pageOf: z.array(count), engraved: z.array(EngravedPage) }),
  load: async () => (await import('../../../notes/engrave/engrave-task.ts')).runEngrave,
});

/** Aligns the bars around a pin again. */
export const realignTask = declareTask({
  input: z.object({
    audio: audioFile,
    scorePath: path,
    report: AlignmentReport,
    bar: count,
    anchors: z.array(BarAnchor),
  }),
  event: z.never(),
  result: Realigned,
  load: async () => (await import('../../../notes/realign-task.ts')).runRealign,
});
