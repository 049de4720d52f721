import { BookmarkPlus, Search } from 'lucide-react';
import { useId } from 'react';
import type { QueryProblem } from '../../../src-shared/search/query.ts';
import { IconButton } from '../../ui/Button.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly text: string;
  /** Why the text is no query, or null. */
  readonly problem: QueryProblem | null;
  onText: (text: string) => void;
  /** Null where the search can't be kept. */
  readonly onKeep: (() => void) | null;
}

/** The search field, with what is wrong in its text below it, the wrong part marked. */
export function SearchBox({ text, problem, onText, onKeep }: Props) {
  const note = useId();
  return (
    <div className="search">
      <Search size={15} aria-hidden="true" />
      <input
        type="search"
        className="input"
        aria-label={words().library.search}
        aria-describedby={problem === null ? undefined : note}
        aria-invalid={problem !== null || undefined}
        placeholder={words().library.searchHint}
        title={words().library.searchHelp}
        value={text}
        maxLength={1000}
        spellCheck={false}
        onChange={(event) => onText(event.target.value)}
      />
      {onKeep !== null && (
        <IconButton className="search-keep" label={words().library.side.keep} size="sm" onClick={onKeep}>
          <BookmarkPlus size={15} aria-hidden="true" />
        </IconButton>
      )}
      {problem !== null && (
        <p id={note} className="search-problem field-error" role="status">
          {text.slice(Math.max(0, problem.from - 12), problem.from)}
          <mark>{text.slice(problem.from, problem.to)}</mark> {words().search.problem(problem)}
        </p>
      )}
    </div>
  );
}
