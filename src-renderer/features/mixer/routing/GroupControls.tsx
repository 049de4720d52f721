import { pointsFor } from '../../../../src-shared/mixing/targets.ts';
import { MOST_GROUPS } from '../../../../src-shared/project/limits.ts';
import type { ProjectDocument, Track } from '../../../../src-shared/project/document.ts';
import type { DocumentStore } from '../../../document/store.ts';
import { Toggle } from '../../../ui/Button.tsx';
import { Select } from '../../../ui/fields.tsx';
import { words } from '../../../words/words.ts';
import { LevelKnob } from './LevelKnob.tsx';
import { RenameGroup } from './RenameGroup.tsx';

interface Props {
  readonly track: Track;
  readonly document: ProjectDocument;
  readonly store: DocumentStore;
  readonly colour: string;
}

const NONE = 'none';
const NEW = 'new';

/** The track's group, with the group's common fader, mute and solo. */
export function GroupControls({ track, document, store, colour }: Props) {
  const text = words().processors;
  const { groups } = document;
  const group = groups.find(({ id }) => id === track.group);
  const choose = (value: string): void => {
    if (value === NEW) {
      store.apply({ type: 'newGroup', trackId: track.id, name: text.groupName(groups.length + 1) });
    } else {
      store.apply({ type: 'joinGroup', trackId: track.id, groupId: value === NONE ? null : value });
    }
  };
  return (
    <div className="group-controls">
      <Select
        label={text.groupOf(track.name)}
        hideLabel
        size="sm"
        value={group?.id ?? NONE}
        options={[
          { value: NONE, label: text.noGroup },
          ...groups.map(({ id, name }) => ({ value: id, label: name })),
          { value: NEW, label: text.newGroup, disabled: groups.length >= MOST_GROUPS },
        ]}
        onChange={choose}
      />
      {group !== undefined && (
        <div className="group-row">
          <LevelKnob
            label={text.groupFader}
            name={text.levelOf(group.name)}
            value={group.gainDb}
            automated={pointsFor(group.automation, 'gainDb') !== null}
            colour={colour}
            edit="changeGroup"
            store={store}
            onChange={(gainDb) => store.apply({ type: 'setGroup', groupId: group.id, patch: { gainDb } })}
          />
          <div className="group-toggles">
            <Toggle
              label={text.muteGroup(group.name)}
              tone="mute"
              size="sm"
              pressed={group.muted}
              onPressedChange={(muted) =>
                store.apply({ type: 'setGroup', groupId: group.id, patch: { muted } })
              }
            >
              {words().editor.muteLetter}
            </Toggle>
            <Toggle
              label={text.soloGroup(group.name)}
              tone="solo"
              size="sm"
              pressed={group.soloed}
              onPressedChange={(soloed) =>
                store.apply({ type: 'setGroup', groupId: group.id, patch: { soloed } })
              }
            >
              {words().editor.soloLetter}
            </Toggle>
            <RenameGroup group={group} groups={groups} store={store} />
          </div>
        </div>
      )}
    </div>
  );
}
