import type { ReadyRecording } from '../../../src-shared/contract/recording.ts';
import type { ReadySeparation } from '../../../src-shared/contract/separation.ts';
import { formatTime } from '../../../src-shared/format/time.ts';
import type { SeparationId } from '../../../src-shared/project/ids.ts';
import { Select } from '../../ui/fields.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly side: 0 | 1;
  readonly separations: readonly ReadySeparation[];
  readonly value: ReadySeparation;
  readonly recording: ReadyRecording;
  titleOf: (separation: ReadySeparation) => string;
  onChange: (id: SeparationId) => void;
}

/** Which separation is A or B, and what made it. */
export function SideChoice({ side, separations, value, recording, titleOf, onChange }: Props) {
  const text = words().compare;
  const letter = side === 0 ? 'A' : 'B';
  return (
    <div className="compare-side" data-side={letter}>
      <Select
        label={text.side(letter)}
        value={value.id}
        options={separations.map((separation) => ({
          value: separation.id,
          label: text.option(titleOf(separation), words().units.date(new Date(separation.createdAt))),
        }))}
        onChange={onChange}
      />
      <p className="soft small">{text.facts(factsOf(value, recording))}</p>
    </div>
  );
}

function factsOf(separation: ReadySeparation, recording: ReadyRecording): string[] {
  const { modelId, modelVersion, effort, from, to, notesSha256, players, tookSeconds } = separation;
  const w = words().recording;
  const time = (at: number): string => formatTime(at / recording.sampleRate);
  const isWhole = from === 0 && to === recording.frames;
  return [
    `${modelId} ${modelVersion}`,
    ...(effort === 'fast' ? [w.separate.fast] : []),
    ...(isWhole ? [] : [`${time(from)}–${time(to)}`]),
    ...(notesSha256 === null ? [] : [w.separations.withNotes]),
    words().units.listOf(players.map(({ label }) => label)),
    w.separations.took(words().units.span(tookSeconds)),
  ];
}
