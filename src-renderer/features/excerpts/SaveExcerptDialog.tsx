import { useState } from 'react';
import type { Item } from '../../../src-shared/contract/item-schemas.ts';
import type { AudioId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { Segmented, TextField } from '../../ui/fields.tsx';
import { formatTime } from '../../../src-shared/format/time.ts';
import { NameDialog } from '../../ui/NameDialog.tsx';
import { cleanTag } from '../../ui/tag-suggestions.ts';
import { words } from '../../words/words.ts';

/** An audio source for the passage, with its sample range `[from, to)`. */
export interface ExcerptSource {
  readonly audioId: AudioId;
  /** The option's label: "Viola", "Recording". */
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly sampleRate: number;
}

interface Props {
  /** The first source is the default; there is at least one. */
  readonly sources: readonly [ExcerptSource, ...ExcerptSource[]];
  onClose: () => void;
  onSaved: (item: Item) => void;
}

const LONGEST_NAME = 200;

const nameOf = ({ label, from, to, sampleRate }: ExcerptSource): string =>
  `${label} ${formatTime(from / sampleRate)}–${formatTime(to / sampleRate)}`.slice(0, LONGEST_NAME);

/** Names and saves a passage so that it can be tagged, found and compared. No audio is copied. */
export function SaveExcerptDialog({ sources, onClose, onSaved }: Props) {
  const [audioId, setAudioId] = useState<string>(sources[0].audioId);
  const source = sources.find((item) => item.audioId === audioId) ?? sources[0];
  const [typed, setTyped] = useState<string | null>(null);
  const [tags, setTags] = useState('');
  const name = typed ?? nameOf(source);
  const save = useAction(async () => {
    const { from, to } = source;
    let item = await api.excerpts.create({ audioId: source.audioId, from, to, name });
    for (const tag of tags.split(',').map(cleanTag)) {
      if (tag !== '') item = await api.tags.add({ itemId: item.id, tag });
    }
    onSaved(item);
    onClose();
  });
  const time = (frame: number): string => formatTime(frame / source.sampleRate, 1);
  return (
    <NameDialog
      title={words().excerpts.saveTitle}
      description={words().excerpts.saveText(time(source.from), time(source.to))}
      label={words().excerpts.name}
      value={name}
      onChange={setTyped}
      problem={name.trim() === '' ? words().excerpts.needsName : null}
      maxLength={LONGEST_NAME}
      action={words().excerpts.save}
      busy={save.busy}
      failure={save.error === null ? null : describeFailure(save.error)}
      onSubmit={save.run}
      onClose={onClose}
    >
      {sources.length > 1 && (
        <Segmented
          label={words().excerpts.of}
          value={source.audioId}
          options={sources.map((item) => ({ value: item.audioId, label: item.label }))}
          onChange={setAudioId}
        />
      )}
      <TextField
        label={words().common.tags}
        value={tags}
        onChange={setTags}
        hint={words().excerpts.tagsHint}
      />
    </NameDialog>
  );
}
