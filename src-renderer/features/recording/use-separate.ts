import { useState } from 'react';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { ModelInfo } from '../../../src-shared/contract/model.ts';
import type { Recording } from '../../../src-shared/contract/recording.ts';
import type { Effort, SeparationRequest } from '../../../src-shared/contract/separation.ts';
import type { SeparationId } from '../../../src-shared/project/ids.ts';
import { canHearFirst, isHeardByDefault, isWorthHearing } from '../../../src-shared/project/worth-hearing.ts';
import type { Ensemble } from '../../../src-shared/project/players.ts';
import { api } from '../../api/client.ts';
import { useAction, useDebounced, useLoad } from '../../api/hooks.ts';
import { useNotesOf } from '../../api/notes.ts';
import { loadRecording, useLiesOutside } from '../../api/store.ts';
import { fateOf } from './ensemble.ts';
import type { Passage } from './passage.ts';
import { words } from '../../words/words.ts';

interface Options {
  readonly recording: Recording;
  readonly players: Ensemble;
  readonly passage: Passage | null;
  readonly model: ModelInfo | null;
  readonly readOnly: boolean;
  onStarted: (separationId: SeparationId) => void;
}

/** What a separation would take, and starting it. */
export function useSeparate({ recording, players, passage, model, readOnly, onStarted }: Options) {
  const notes = useNotesOf(recording.id);
  const isBlocked = useLiesOutside(recording);
  const known = notes.data?.document?.notes ?? [];
  const noteCount = known.length;
  // Notes that were heard can be in the wrong player's part: where that is likely, the user decides to use them.
  const areDoubtful = known.every(({ origin }) => origin === 'heard') && !isWorthHearing(players);
  const [effort, setEffort] = useState<Effort>('best');
  const [wantsHearing, setWantsHearing] = useState<boolean | null>(null);
  const [wantsNotes, setWantsNotes] = useState<boolean | null>(null);
  const tells = (wantsNotes ?? !areDoubtful) && noteCount > 0 && model?.takesNotes === true;
  const { data: seen } = notes;
  const canHear =
    model !== null &&
    seen !== null &&
    canHearFirst(model, players, seen.document, passage ?? { from: 0, to: Infinity });
  // Whoever chose faster joins is in a hurry.
  const hears = canHear && (wantsHearing ?? (effort === 'best' && isHeardByDefault(players)));
  const separable = players.filter((player) => fateOf(player, players, model).kind !== 'rest');
  const request: SeparationRequest | null =
    recording.state !== 'ready' || model === null || players.length === 0 || separable.length === 0
      ? null
      : {
          recordingId: recording.id,
          players,
          modelId: model.id,
          tellNotes: tells || hears,
          hearFirst: hears,
          effort,
          ...(passage === null ? {} : { from: passage.from, to: passage.to }),
        };
  const settled = useDebounced(request === null ? null : JSON.stringify(request), 200);
  const estimate = useLoad(settled, (signal) => {
    if (request === null) return Promise.reject(new Failure('call/cancelled', 'Nothing to estimate'));
    return api.separation.estimate(request, { signal });
  });
  const [started, setStarted] = useState(false);
  const start = useAction(async () => {
    if (request === null) return;
    const { separationId } = await api.separation.start(request);
    setStarted(true);
    await loadRecording(recording.id);
    onStarted(separationId);
  });
  const data = request === null ? null : estimate.data;
  const noRoom = data !== null && data.diskBytes > data.freeDiskBytes;
  return {
    /** Null until it is estimated, and while nothing can be separated. */
    estimate: data,
    noRoom,
    error: start.error ?? (request === null ? null : estimate.error),
    /** Why nothing can be separated; null if it can. */
    missing: missingOf(recording, isBlocked, players, separable.length, readOnly),
    separable: separable.length,
    notes: { count: noteCount, areDoubtful, tells, use: setWantsNotes },
    /** Null where there is nothing to hear: the notes of the passage are known, or hearing does not help. */
    hearFirst: canHear ? { value: hears, choose: setWantsHearing } : null,
    /** Null where the model joins no parts. */
    effort: model === null || model.causal ? null : { value: effort, choose: setEffort },
    busy: start.busy,
    started,
    canStart: request !== null && !noRoom && !readOnly && recording.available,
    start: () => start.run(),
  };
}

export type Separating = ReturnType<typeof useSeparate>;

function missingOf(
  recording: Recording,
  isBlocked: boolean,
  players: Ensemble,
  separable: number,
  readOnly: boolean,
): string | null {
  const { separate } = words().recording;
  if (readOnly) return separate.readOnly;
  if (recording.state !== 'ready') return separate.importing;
  if (isBlocked) return separate.untrusted;
  if (!recording.available) return separate.fileGone;
  if (players.length === 0) return separate.noPlayers;
  return separable === 0 ? separate.noneSeparable : null;
}
