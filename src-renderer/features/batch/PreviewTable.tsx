import { HEARD, type WhoPlays } from '../../../src-shared/batch/list.ts';
import type { BatchPreview } from '../../../src-shared/contract/batch.ts';
import { leftOutText } from '../../../src-shared/contract/left-out.ts';
import { Check } from '../../ui/Check.tsx';
import { words } from '../../words/words.ts';

/** Rows drawn; a list of ten thousand files is not read line by line here. */
const MOST_ROWS = 200;

interface Props {
  readonly preview: BatchPreview;
  readonly leaveOut: boolean;
  onLeaveOut: (leaveOut: boolean) => void;
}

/** What lists and folders contain, before anything starts: the mistakes first, then every file. */
export function PreviewTable({ preview, leaveOut, onLeaveOut }: Props) {
  const text = words().batch;
  const { files, problems, leftOut } = preview;
  return (
    <>
      {problems.length > 0 && (
        <section className="batch-problems" aria-label={text.problems(problems.length)}>
          <h3>{text.problems(problems.length)}</h3>
          <ul>
            {problems.slice(0, MOST_ROWS).map(({ list, line, column, mistake, about, message }) => (
              <li key={`${list} ${line} ${column} ${message}`}>
                <span className="soft tabular">{text.problemAt(list, line, column)}</span>{' '}
                {text.mistake(mistake, about, message)}
              </li>
            ))}
          </ul>
          {problems.length > MOST_ROWS && <p>{text.firstOf(MOST_ROWS, problems.length)}</p>}
          {files.length > 0 && <Check label={text.leaveOut} checked={leaveOut} onChange={onLeaveOut} />}
        </section>
      )}
      {leftOut.length > 0 && (
        <ul className="batch-left-out soft small">
          {leftOut.map((item) => (
            <li key={`${item.reason} ${item.extension}`}>{leftOutText(item, words().leftOut)}</li>
          ))}
        </ul>
      )}
      {files.length > 0 && (
        // The table scrolls, so the keyboard must reach it.
        <div className="batch-scroll" tabIndex={0} role="region" aria-label={text.preview}>
          <table className="batch-table">
            <caption className="visually-hidden">{text.files(files.length)}</caption>
            <thead>
              <tr>
                <th scope="col">{text.columns.file}</th>
                <th scope="col">{text.columns.players}</th>
                <th scope="col">{text.columns.score}</th>
                <th scope="col">{text.columns.model}</th>
              </tr>
            </thead>
            <tbody>
              {files.slice(0, MOST_ROWS).map(({ name, players, score, modelId }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{playersText(players)}</td>
                  <td>{score ?? '–'}</td>
                  <td>{modelId ?? '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {files.length > MOST_ROWS && (
            <p className="batch-more soft small">{text.more(files.length - MOST_ROWS)}</p>
          )}
        </div>
      )}
    </>
  );
}

function playersText(players: WhoPlays | null): string {
  if (players === null) return words().batch.asBelow;
  if (players === HEARD) return words().batch.heard;
  return players.map(({ label }) => label).join(', ');
}
