import type { Recording } from '../../../../src-shared/contract/recording.ts';
import { describeFailure } from '../../../api/messages.ts';
import { words } from '../../../words/words.ts';
import type { Problem } from './use-each.ts';

const MOST = 6;

/** The titles of recordings; of many, the first few and the number of the others. */
export function Titles({ recordings }: { readonly recordings: readonly Recording[] }) {
  const shown = recordings.length <= MOST ? recordings : recordings.slice(0, MOST - 1);
  const more = recordings.length - shown.length;
  return (
    <ul className="selection-titles">
      {shown.map(({ id, title }) => (
        <li key={id} className="ellipsis">
          {title}
        </li>
      ))}
      {more > 0 && <li className="faint">{words().library.selection.more(more)}</li>}
    </ul>
  );
}

interface ProblemsProps {
  readonly title: string;
  readonly problems: readonly Problem<Recording>[];
}

/** What went wrong with each recording; the whole list scrolls. */
export function Problems({ title, problems }: ProblemsProps) {
  return (
    <div role="alert">
      <p>{title}</p>
      <ul className="selection-titles selection-problems">
        {problems.map(({ item, error }) => (
          <li key={item.id}>
            <strong>{item.title}</strong> {describeFailure(error).title}
          </li>
        ))}
      </ul>
    </div>
  );
}
