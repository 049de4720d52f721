import { Trash2 } from 'lucide-react';
import type { ReadySeparation } from '../../../src-shared/contract/separation.ts';
import type { StemVersion } from '../../../src-shared/contract/stem-versions.ts';
import { MINUS } from '../../../src-shared/format/numbers.ts';
import { formatTime } from '../../../src-shared/format/time.ts';
import type { StemId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useAction, useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { tellRemoved } from '../../api/removed.ts';
import { useHost } from '../../api/store.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { useNotify } from '../../ui/notify.ts';
import { describeSelection } from './describe-selection.ts';
import { words } from '../../words/words.ts';

interface Props {
  readonly separation: ReadySeparation;
  readonly sampleRate: number;
  /** While nothing may change. */
  readonly blocked: boolean;
}

/** The versions of a separation's stems, newest first: put in use, or dropped. */
export function VersionList({ separation, sampleRate, blocked }: Props) {
  const { id: separationId, version: inUse } = separation;
  // A dropped version may come back from the trash while the list is shown.
  const trash = useHost((host) => host.trashRevision);
  const loaded = useLoad(`versions ${separationId} ${inUse} ${trash}`, (signal) =>
    api.stemVersions.list({ separationId }, { signal }),
  );
  const notify = useNotify();
  const use = useAction((version: number) => api.stemVersions.use({ separationId, version }));
  const drop = useAction(async (version: number) => {
    const { trashId } = await api.stemVersions.drop({ separationId, version });
    tellRemoved(notify, words().stemEdits.dropped, trashId);
    loaded.reload();
  });
  const error = use.error ?? drop.error ?? loaded.error;
  const texts = words().stemEdits;
  return (
    <section aria-label={texts.versions}>
      <h3 className="field-label">{texts.versions}</h3>
      <ol className="stem-versions" reversed>
        {(loaded.data ?? []).toReversed().map((version) => {
          const name = nameOf(version, separation, sampleRate);
          const isInUse = version.version === inUse;
          return (
            <li key={version.version} aria-current={isInUse || undefined}>
              <span className="stem-version-name">
                {name}
                <span className="faint small"> {words().units.date(new Date(version.createdAt))}</span>
              </span>
              {isInUse ? (
                <span className="tag">{texts.inUse}</span>
              ) : (
                <>
                  <Button
                    size="sm"
                    disabled={blocked || use.busy}
                    aria-label={texts.useVersion(name)}
                    onClick={() => use.run(version.version)}
                  >
                    {texts.use}
                  </Button>
                  <IconButton
                    size="sm"
                    label={texts.drop(name)}
                    disabled={blocked || drop.busy}
                    onClick={() => drop.run(version.version)}
                  >
                    <Trash2 size={14} aria-hidden="true" />
                  </IconButton>
                </>
              )}
            </li>
          );
        })}
      </ol>
      {error !== null && <FailureNote {...describeFailure(error)} />}
    </section>
  );
}

function nameOf({ edit }: StemVersion, { stems }: ReadySeparation, sampleRate: number): string {
  const texts = words().stemEdits;
  if (edit.kind === 'original') return texts.original;
  const [from, to] = [edit.from, edit.to].map((sample) => formatTime(sample / sampleRate, 1));
  if (from === undefined || to === undefined) throw new Error('an edit has a passage');
  if (edit.kind === 'again') return texts.separatedAgain(from, to);
  const labelOf = (id: StemId): string => stems.find((stem) => stem.id === id)?.label ?? '';
  if (edit.kind === 'swap') return texts.swapped(labelOf(edit.stems[0]), labelOf(edit.stems[1]), from, to);
  if (edit.kind === 'named') {
    const { list, arrow } = texts.named;
    return list(
      words().units.listOf(edit.sounds.map(({ stem, sound }) => arrow(labelOf(sound), labelOf(stem)))),
    );
  }
  const { source, target, share, selection } = edit;
  const where = describeSelection(selection, sampleRate);
  if (share === 1) return texts.moved(labelOf(source), labelOf(target), where);
  const db = (20 * Math.log10(1 - share)).toFixed(1).replace('-', MINUS);
  return texts.levelled(labelOf(source), db, where);
}
