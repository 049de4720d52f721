import type { GrantedFile } from '../../../../src-shared/contract/system.ts';
import { useHostFolders } from '../../../api/host-folders.ts';
import { describeFailure } from '../../../api/messages.ts';
import { Button } from '../../../ui/Button.tsx';
import { FailureNote } from '../../../ui/feedback.tsx';
import { FolderList } from '../../../ui/FolderList.tsx';
import { words } from '../../../words/words.ts';

interface Props {
  onPick: (folder: GrantedFile) => void;
}

/** Chooses a folder below the one that the host shares. */
export function HostFolder({ onPick }: Props) {
  const t = words().library;
  const { way, listing, goTo } = useHostFolders();
  return (
    <FolderList
      path={[t.browser.root, ...way.map(({ name }) => name)]}
      entries={listing.data?.entries ?? []}
      loading={listing.loading}
      labels={{ up: t.browser.up, list: t.browser.list, none: t.relink.noFoldersHere }}
      failure={listing.error !== null && <FailureNote {...describeFailure(listing.error)} />}
      actionFor={(folder) => (
        <Button size="sm" aria-label={t.relink.lookIn(folder.name)} onClick={() => onPick(folder)}>
          {t.relink.look}
        </Button>
      )}
      onOpen={(folder) => goTo([...way, folder])}
      onUp={() => goTo(way.slice(0, -1))}
    />
  );
}
