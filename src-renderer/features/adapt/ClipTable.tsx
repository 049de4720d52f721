import type { AdaptationClip } from '../../../src-shared/contract/adaptation.ts';
import { AuditionButton } from '../../ui/AuditionButton.tsx';
import { useAudition } from '../../ui/audition.ts';
import { describeFailure } from '../../api/messages.ts';
import { passagesOf } from './words.ts';

interface Props {
  readonly clips: readonly AdaptationClip[];
  /** Of the adaptation. */
  readonly name: string;
}

/** The held-back passages, each player before and after, and as it was where that is known. */
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
                  <Clip clip={mixture} title={`${passage}, ${name}`} /> as it went in
                </span>
              )}
            </caption>
            <thead>
              <tr>
                <th scope="col">Player</th>
                <th scope="col">Before</th>
                <th scope="col">After</th>
                {known && <th scope="col">Original</th>}
              </tr>
            </thead>
            <tbody>
              {players.map(({ label, before, after, original }) => (
                <tr key={label}>
                  <th scope="row">{label.replaceAll('-', ' ')}</th>
                  <td>{before !== null && <Clip clip={before} title={`${label} before, ${passage}`} />}</td>
                  <td>{after !== null && <Clip clip={after} title={`${label} after, ${passage}`} />}</td>
                  {known && (
                    <td>
                      {original !== null && <Clip clip={original} title={`${label} as it was, ${passage}`} />}
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
