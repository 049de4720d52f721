import { ArrowLeft, Columns2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { headerOf, type ReadyRecording } from '../../../src-shared/contract/recording.ts';
import type { ReadySeparation } from '../../../src-shared/contract/separation.ts';
import type { RecordingId, SeparationId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useLoad } from '../../api/hooks.ts';
import { loadRecording, useHost, useRecording, useSeparationsOf } from '../../api/store.ts';
import { EmptyState, Note } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';
import { Comparison } from './Comparison.tsx';
import { commonPassage, finished, firstPair, firstPassage, stemPairs, type Passage } from './pairs.ts';
import { SideChoice } from './SideChoice.tsx';
import './compare.css';

interface Props {
  readonly recordingId: RecordingId;
  readonly recordingHref: string;
  renderPassage: RenderPassage;
}

export type RenderPassage = (
  recording: ReadyRecording,
  passage: Passage,
  onChange: (passage: Passage | null) => void,
) => ReactNode;

/** Two separations of one recording: the same player and passage of either, heard in turn and measured. */
export function ComparePage({ recordingId, recordingHref, renderPassage }: Props) {
  const text = words().compare;
  const recording = useRecording(recordingId);
  const loaded = useHost((host) => host.loaded);
  const details = useLoad(loaded ? recordingId : null, () => loadRecording(recordingId));
  const separations = finished(useSeparationsOf(recordingId));
  const first = firstPair(separations);
  const isWaiting = !loaded || (details.loading && separations.length === 0);
  if (isWaiting) return <div className="page" aria-busy="true" />;
  return (
    <div className="page compare">
      <a className="back-link" href={recordingHref}>
        <ArrowLeft size={15} aria-hidden="true" /> {text.back}
      </a>
      <header className="page-header">
        <div>
          <h1>{text.title}</h1>
          <p className="soft small">{recording?.title}</p>
        </div>
      </header>
      {recording?.state !== 'ready' || first === null ? (
        <EmptyState
          icon={<Columns2 size={36} strokeWidth={1.4} aria-hidden="true" />}
          title={text.tooFew}
          actions={
            <a className="button button-primary button-md" href={recordingHref}>
              {text.back}
            </a>
          }
        >
          {text.tooFewText}
        </EmptyState>
      ) : (
        <Chosen recording={recording} separations={separations} first={first} renderPassage={renderPassage} />
      )}
    </div>
  );
}

interface ChosenProps {
  readonly recording: ReadyRecording;
  readonly separations: readonly ReadySeparation[];
  readonly first: readonly [ReadySeparation, ReadySeparation];
  renderPassage: RenderPassage;
}

function Chosen({ recording, separations, first, renderPassage }: ChosenProps) {
  const text = words().compare;
  const [ids, setIds] = useState<readonly [SeparationId, SeparationId]>([first[0].id, first[1].id]);
  const modelsRevision = useHost((host) => host.modelsRevision);
  const models = useLoad(`models ${modelsRevision}`, (signal) => api.models.list(undefined, { signal }));
  const find = (side: 0 | 1): ReadySeparation =>
    separations.find(({ id }) => id === ids[side]) ?? first[side];
  const sides = [find(0), find(1)] as const;
  const [chosen, setChosen] = useState<Passage | null>(null);
  const { sampleRate } = headerOf(recording) ?? recording;
  const common = commonPassage(...sides);
  const pairs = stemPairs(...sides);
  const titleOf = (separation: ReadySeparation): string =>
    models.data?.find(({ id }) => id === separation.modelId)?.title ?? separation.modelId;
  const areOneModel = sides[0].modelId === sides[1].modelId;
  const nameOf = (separation: ReadySeparation): string =>
    areOneModel ? `${titleOf(separation)} ${separation.modelVersion}` : titleOf(separation);
  const choose = (side: 0 | 1, id: SeparationId): void => setIds(side === 0 ? [id, ids[1]] : [ids[0], id]);
  return (
    <>
      <section className="panel compare-sides" aria-label={text.which}>
        {([0, 1] as const).map((side) => (
          <SideChoice
            key={side}
            side={side}
            separations={separations}
            value={sides[side]}
            recording={recording}
            titleOf={titleOf}
            onChange={(id) => choose(side, id)}
          />
        ))}
      </section>
      {sides[0].id === sides[1].id ? (
        <Note title={text.same} />
      ) : common === null || pairs.length === 0 ? (
        <Note tone="warning" title={text.nothingCommon} />
      ) : (
        <>
          {renderPassage(recording, chosen ?? firstPassage(common, sampleRate), (passage) =>
            setChosen(passage ?? common),
          )}
          <Comparison
            sides={sides}
            titles={[nameOf(sides[0]), nameOf(sides[1])]}
            pairs={pairs}
            chosen={chosen ?? firstPassage(common, sampleRate)}
            common={common}
          />
        </>
      )}
    </>
  );
}
