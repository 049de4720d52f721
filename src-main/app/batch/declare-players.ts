import { JobId, type RecordingId } from '../../../src-shared/project/ids.ts';
import type { ReadyRecording } from '../../../src-shared/contract/recording.ts';
import { decidePlayers, type PlayersDecision } from './decide-players.ts';
import type { BatchRun } from './batch-run.ts';
import type { Arrival } from './read-files.ts';

export interface Declared {
  readonly arrival: Arrival;
  readonly decision: Exclude<PlayersDecision, { readonly kind: 'unheard' }>;
}

/**
 * Declares who plays in every recording that was read, each once, and listens first where nobody said so.
 * @throws Failure `model/*` if listening is needed and no model can, `call/cancelled`
 */
export async function declarePlayers(
  run: BatchRun,
  arrivals: readonly Arrival[],
  share: number,
): Promise<readonly Declared[]> {
  const declared = new Map<RecordingId, Declared>();
  const unheard: Arrival[] = [];
  const decide = async (arrival: Arrival): Promise<void> => {
    const recording = await run.recording(arrival.recordingId);
    if (recording?.state !== 'ready') return;
    const decision = decisionFor(run, arrival, recording);
    if (decision.kind === 'unheard') {
      unheard.push(arrival);
      return;
    }
    const { recordingId } = arrival;
    declared.set(recordingId, { arrival, decision });
    if (decision.kind === 'left' || decision.players === recording.players) return;
    await run.app.calls.library.setPlayers({ recordingId, players: decision.players }, run.work);
  };
  for (const arrival of arrivals) if (!declared.has(arrival.recordingId)) await decide(arrival);
  const waiting = unheard.splice(0);
  const jobIds: JobId[] = [];
  for (const { recordingId } of waiting) {
    jobIds.push(JobId.parse((await run.app.calls.analysis.start({ recordingId }, run.work)).jobId));
  }
  await run.finished(jobIds, share);
  for (const arrival of waiting) await decide(arrival);
  for (const [index, arrival] of unheard.entries()) {
    const why =
      run.jobs.get(jobIds[index] as JobId).failure?.message ?? 'the analysis ended without a result';
    const reason = `It could not be heard who plays: ${why}`;
    declared.set(arrival.recordingId, { arrival, decision: { kind: 'left', reason } });
  }
  return [...declared.values()];
}

/** Who plays in a recording, as the list, the call or the recording itself says. */
export const decisionFor = (
  { options }: Pick<BatchRun, 'options'>,
  { file }: Pick<Arrival, 'file'>,
  { players, heard }: Pick<ReadyRecording, 'players' | 'heard'>,
): PlayersDecision =>
  decidePlayers({
    own: players,
    heard,
    asked: file.players ?? options.players ?? null,
    replace: options.replacePlayers,
    confidence: options.confidence,
  });
