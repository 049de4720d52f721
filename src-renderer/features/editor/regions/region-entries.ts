import type { Region } from '../../../../src-shared/project/document.ts';
import type { MenuEntry } from '../../../ui/Menu.tsx';
import { words } from '../../../words/words.ts';
import { passageOf } from './region-edits.ts';
import { onPassage, type RegionActions } from './use-region-actions.ts';

/** The menu of a marker or region. */
export function regionEntries(region: Region, actions: RegionActions, onRename: () => void): MenuEntry[] {
  const text = words().regions;
  const item = (label: string, onSelect: () => void): MenuEntry => ({ kind: 'item', label, onSelect });
  const { saveExcerpt } = actions;
  return [
    item(text.goTo, () => actions.goTo(region.start)),
    ...(passageOf(region) === null
      ? []
      : [
          item(text.loop, onPassage(region, actions.loop)),
          item(text.select, onPassage(region, actions.select)),
          item(text.show, onPassage(region, actions.show)),
          item(text.exportRegion, onPassage(region, actions.exportPassage)),
          ...(saveExcerpt === null ? [] : [item(text.saveExcerpt, onPassage(region, saveExcerpt))]),
        ]),
    item(words().common.rename, onRename),
    { kind: 'item', label: text.remove, danger: true, onSelect: () => actions.remove(region) },
  ];
}
