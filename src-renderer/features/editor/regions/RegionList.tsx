import { useState } from 'react';
import { Bookmark, EllipsisVertical, Plus, Repeat } from 'lucide-react';
import { formatTime } from '../../../../src-shared/format/time.ts';
import type { ProjectDocument, Region } from '../../../../src-shared/project/document.ts';
import { useExcerpts } from '../../../api/items.ts';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { Menu } from '../../../ui/Menu.tsx';
import { Popover } from '../../../ui/Popover.tsx';
import { words } from '../../../words/words.ts';
import { placed } from './region-edits.ts';
import { regionEntries } from './region-entries.ts';
import { RenameRegion } from './RenameRegion.tsx';
import { onPassage, type RegionActions } from './use-region-actions.ts';

interface Props {
  readonly document: ProjectDocument;
  readonly actions: RegionActions;
  onAdd: () => void;
}

/** All markers and regions of the project, and the excerpts that the library has of it. */
export function RegionList({ document, actions, onAdd }: Props) {
  const [naming, setNaming] = useState<Region | null>(null);
  const excerpts = placed(useExcerpts(document.recordingId).data ?? [], document);
  const { regions, sampleRate } = document;
  const text = words().regions;
  const times = (start: number, end: number | null): string =>
    end === null
      ? formatTime(start / sampleRate, 1)
      : `${formatTime(start / sampleRate, 1)} – ${formatTime(end / sampleRate, 1)}`;
  return (
    <>
      <Popover
        label={text.title}
        className="region-list"
        align="start"
        trigger={
          <Button size="sm" variant="quiet" icon={<Bookmark size={14} aria-hidden="true" />}>
            {text.listButton(regions.length)}
          </Button>
        }
      >
        <div className="region-list-head">
          <h2>{text.title}</h2>
          <Button size="sm" icon={<Plus size={14} aria-hidden="true" />} onClick={onAdd}>
            {text.add}
          </Button>
        </div>
        {regions.length === 0 && <p className="faint small">{text.empty}</p>}
        <ul>
          {regions.map((region) => (
            <li key={region.id}>
              <button type="button" className="region-go" onClick={() => actions.goTo(region.start)}>
                <span className="ellipsis">{region.name}</span>
                <span className="faint tabular small">{times(region.start, region.end)}</span>
              </button>
              {region.end !== null && (
                <IconButton
                  size="sm"
                  label={text.loopOf(region.name)}
                  onClick={onPassage(region, actions.loop)}
                >
                  <Repeat size={14} aria-hidden="true" />
                </IconButton>
              )}
              <Menu
                entries={regionEntries(region, actions, () => setNaming(region))}
                trigger={
                  <IconButton size="sm" label={text.more(region.name)}>
                    <EllipsisVertical size={14} aria-hidden="true" />
                  </IconButton>
                }
              />
            </li>
          ))}
        </ul>
        {excerpts.length > 0 && (
          <>
            <h3 className="small">{text.excerpts}</h3>
            <ul>
              {excerpts.map((excerpt) => (
                <li key={excerpt.id}>
                  <button type="button" className="region-go" onClick={() => actions.goTo(excerpt.start)}>
                    <span className="ellipsis">
                      {excerpt.stem === null ? excerpt.name : text.excerptOf(excerpt.name, excerpt.stem)}
                    </span>
                    <span className="faint tabular small">{times(excerpt.start, excerpt.end)}</span>
                  </button>
                  <IconButton
                    size="sm"
                    label={text.loopOf(excerpt.name)}
                    onClick={() => actions.loop({ start: excerpt.start, end: excerpt.end })}
                  >
                    <Repeat size={14} aria-hidden="true" />
                  </IconButton>
                </li>
              ))}
            </ul>
          </>
        )}
      </Popover>
      {naming !== null && (
        <RenameRegion
          region={naming}
          onRename={(name) => actions.rename(naming, name)}
          onClose={() => setNaming(null)}
        />
      )}
    </>
  );
}
