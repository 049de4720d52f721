import type { GrantedFile } from '../../../src-shared/contract/system.ts';
import { useHostFolders } from '../../api/host-folders.ts';
import { describeFailure } from '../../api/messages.ts';
import { FailureNote } from '../../ui/feedback.tsx';
import { FolderList } from '../../ui/FolderList.tsx';
import { words } from '../../words/words.ts';
import type { ChosenFolder } from './MoveDialog.tsx';

interface Props {
  onFolder: (folder: ChosenFolder) => void;
}

/** Goes through the folders that the host shares; the one that is open is chosen. */
export function FolderChooser({ onFolder }: Props) {
  const text = words().relocation.dialog;
  const { way, listing, goTo } = useHostFolders();
  const choose = (next: readonly GrantedFile[]): void => {
    goTo(next);
    const folder = next.at(-1);
    onFolder({ grantId: folder?.grantId, name: folder?.name ?? text.root });
  };
  return (
    <FolderList
      path={[text.root, ...way.map(({ name }) => name)]}
      entries={listing.data?.entries ?? []}
      loading={listing.loading}
      labels={{ up: text.up, list: text.folders, none: text.none }}
      className="place-folders"
      failure={listing.error !== null && <FailureNote {...describeFailure(listing.error)} />}
      onOpen={(folder) => choose([...way, folder])}
      onUp={() => choose(way.slice(0, -1))}
    />
  );
}
