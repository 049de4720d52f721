import type { AdaptationClip } from '../../../src-shared/contract/adaptation.ts';
import { AuditionButton } from '../../ui/AuditionButton.tsx';
import { useAudition } from '../../ui/audition.ts';
import { describeFailure } from '../../api/messages.ts';
import { passagesOf } from './words.ts';
import { words } from '../../words/words.ts';

interface Props {
  readonly clips: readonly AdaptationClip[];
  /** The adaptation's name. */
  readonly name: string;
}

/** Formats a clip's label: an instrument, with a number if several players share it, such as `violin 2`. */
function instrument(label: string): string {
  const [, name = label, number] = /^(.*?)(?: (\d+))?$/.exec(label) ?? [];
  return number === undefined
    ? words().instruments.name(name)
    : words().instruments.numbered(words().instruments.name(name), Number(number));
}

/** Compares the held-out passages for each player before and after, with the original where available. */
export function ClipTable({ clips, name }: Props) {
  const audition = useAudition();
  const failed = clips.some(({ id }) => audition.failure?.key === id) ? audition.failure : null;
  return (
    <div className="clips">
      {passagesOf(clips).map(({ passage, mixture, players }) => {
        const known = players.some(({ original }) => original !== null);
        return (
          <table key={passage} className="clip-table">
            <caption>
              <span>{passage}</span>
              {mixture !== null && (
                <span className="clip-mixture">
                  <Clip clip={mixture} title={`${passage}, ${name}`} /> {words().adapt.clips.mixture}
                </span>
              )}
            </caption>
            <thead>
              <tr>
                <th scope="col">{words().adapt.clips.player}</th>
                <th scope="col">{words().adapt.clips.before}</th>
                <th scope="col">{words().adapt.clips.after}</th>
                {known && <th scope="col">{words().adapt.clips.original}</th>}
              </tr>
            </thead>
            <tbody>
              {players.map(({ label, before, after, original }) => (
                <tr key={label}>
                  <th scope="row">{instrument(label)}</th>
                  <td>
                    {before !== null && (
                      <Clip
                        clip={before}
                        title={words().adapt.clips.beforeTitle(instrument(label), passage)}
                      />
                    )}
                  </td>
                  <td>
                    {after !== null && (
                      <Clip clip={after} title={words().adapt.clips.afterTitle(instrument(label), passage)} />
                    )}
                  </td>
                  {known && (
                    <td>
                      {original !== null && (
                        <Clip
                          clip={original}
                          title={words().adapt.clips.originalTitle(instrument(label), passage)}
                        />
                      )}
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        );
      })}
      {failed !== null && (
        <p className="field-error" role="alert">
          {describeFailure(failed.failure).title}
        </p>
      )}
    </div>
  );
}

function Clip({ clip, title }: { readonly clip: AdaptationClip; readonly title: string }) {
  const { id, sampleRate, frames } = clip;
  return (
    <AuditionButton
      request={{ key: id, audioId: id, sampleRate, channels: 1, from: 0, to: frames }}
      title={title}
    />
  );
}
