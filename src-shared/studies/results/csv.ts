import type { PreparedStudy } from '../../contract/studies.ts';
import type { EarTreatment } from '../../project/fitting.ts';
import { roleOf } from '../plan.ts';
import { observationsOf, type AnsweredSession, type Observation } from './observations.ts';
import { isCorrect, nameOfStimulus } from './results.ts';
import type { ScreenedListener } from './schema.ts';

export interface ExportedStudy {
  readonly sessions: readonly AnsweredSession[];
  readonly screening: readonly ScreenedListener[];
  /** What was prepared, by version. */
  readonly prepared: ReadonlyMap<number, PreparedStudy>;
}

type Cell = string | number | boolean | null;

/** One row a sound of a screen that was answered for good, training included: everything that made the answer. */
export function longRows({ sessions, screening, prepared }: ExportedStudy): Record<string, Cell>[] {
  const excluded = new Map(screening.map(({ label, excluded: why }) => [label, why]));
  return observationsOf(sessions).flatMap((observation) => {
    const { session, screen, stored, position } = observation;
    const { study } = session;
    const trial = study.trials.find(({ id }) => id === screen.trialId);
    const sounds = prepared.get(session.revision)?.trials.find(({ trialId }) => trialId === screen.trialId);
    return screen.slots.map((key, slot): Record<string, Cell> => {
      const sound = sounds?.stimuli.find((stimulus) => stimulus.key === key);
      const isCondition = roleOf(key) === 'condition';
      const source = isCondition ? trial?.sources[key] : trial?.reference;
      const treatment = isCondition
        ? study.conditions.find(({ id }) => id === key)?.treatment
        : study.referenceTreatment;
      return {
        study_id: study.id,
        study: study.name,
        study_version: session.revision,
        kind: study.kind,
        participant: session.label,
        seed: session.seed,
        started_at: session.startedAt,
        finished_at: session.finishedAt,
        excluded: excluded.get(session.label) ?? null,
        position,
        training: screen.isTraining,
        trial_id: screen.trialId,
        trial: trial?.name ?? null,
        repetition: screen.repetition,
        slot: slot + 1,
        condition_id: key,
        condition: nameOfStimulus(study, key),
        role: roleOf(key),
        source_kind: source?.kind ?? null,
        source_id: source === undefined || source === null ? null : idOf(source),
        source: source?.label ?? null,
        model: source?.kind === 'audio' || source?.kind === 'mix' ? source.modelId : null,
        ...treatmentCells(treatment ?? null),
        ...answerCells(observation, slot),
        plays: stored.effort.plays[slot] ?? null,
        seconds: stored.effort.seconds,
        answered_at: stored.answeredAt,
        question: study.question,
        level_matched: study.levelMatch,
        integrated_lufs: sound?.integratedLufs ?? null,
        gain_db: sound?.gainDb ?? null,
        left_lufs: sound?.ears?.left.integratedLufs ?? null,
        left_gain_db: sound?.ears?.left.gainDb ?? null,
        right_lufs: sound?.ears?.right.integratedLufs ?? null,
        right_gain_db: sound?.ears?.right.gainDb ?? null,
        common_gain_db: sounds?.commonGainDb ?? null,
        sample_rate: sounds?.sampleRate ?? null,
        frames: sounds?.frames ?? null,
        excerpt_from_seconds: trial?.excerpt?.fromSeconds ?? null,
        excerpt_to_seconds: trial?.excerpt?.toSeconds ?? null,
        shuffled_trials: study.shuffleTrials,
        shuffled_conditions: study.shuffleConditions,
        loop: study.loop,
        require_hundred: study.requireHundred,
        allow_tie: study.allowTie,
        break_every: study.breakEvery,
        ...Object.fromEntries(
          study.questions.map(({ id }) => [`question_${id}`, session.questions[id] ?? null]),
        ),
      };
    });
  });
}

/** An audiogram is written as `250:20 500:25 …`, Hz and dB HL. */
function treatmentCells(treatment: EarTreatment | null): Record<string, Cell> {
  const audiogram = (ear: 'left' | 'right'): Cell => {
    if (treatment === null) return null;
    const { frequenciesHz, levelsDbHl } = treatment.hearing[ear];
    return frequenciesHz.map((hz, n) => `${hz}:${levelsDbHl[n] ?? ''}`).join(' ');
  };
  return {
    listener: treatment?.listener ?? null,
    fitting: treatment?.rule ?? null,
    simulated_loss: treatment?.loss ?? null,
    full_scale_db_spl: treatment?.fullScaleDbSpl ?? null,
    left_audiogram: audiogram('left'),
    right_audiogram: audiogram('right'),
  };
}

function idOf(source: NonNullable<AnsweredSession['study']['trials'][number]['reference']>): string {
  switch (source.kind) {
    case 'audio':
      return source.audioId;
    case 'mix':
      return source.projectId;
    case 'file':
      return source.file;
  }
}

/** Of ABX: whether the slot was X, was chosen, and whether the choice was right. Of pairs: the share of the preference. */
function answerCells({ screen, stored }: Observation, slot: number): Record<string, Cell> {
  const { answer } = stored;
  switch (answer.kind) {
    case 'mushra':
      return { rating: answer.ratings[slot] ?? null, is_x: null, chosen: null, correct: null };
    case 'abx':
      return {
        rating: null,
        is_x: screen.x === slot,
        chosen: (answer.choice === 'a' ? 0 : 1) === slot ? 1 : 0,
        correct: isCorrect(screen, answer.choice),
      };
    case 'paired': {
      const chosen = answer.choice === 'same' ? 0.5 : (answer.choice === 'first' ? 0 : 1) === slot ? 1 : 0;
      return { rating: null, is_x: null, chosen, correct: null };
    }
  }
}

/** RFC 4180 with a header. Texts that a spreadsheet would take for a formula get an apostrophe in front. */
export function csvOf(rows: readonly Readonly<Record<string, Cell>>[]): string {
  if (rows.length === 0) return '';
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (value: Cell | undefined): string => {
    if (value === null || value === undefined) return '';
    const text = typeof value === 'string' && /^[=+@\-\t\r]/.test(value) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))]
    .map((line) => `${line.join(',')}\r\n`)
    .join('');
}
