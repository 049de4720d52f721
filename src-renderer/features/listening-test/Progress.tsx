import type { ReactNode } from 'react';
import { words } from '../../words/words.ts';

interface Props {
  readonly name: string;
  readonly done: number;
  readonly all: number;
  readonly children?: ReactNode;
}

/** The head of every page: the test's name and how much of it is done. */
export function Progress({ name, done, all, children }: Props) {
  const page = words().listeningTest.page(Math.min(done + 1, all), all);
  return (
    <header className="test-head">
      <span className="ellipsis">{name}</span>
      <div
        className="test-progress"
        role="progressbar"
        aria-label={words().listeningTest.progress}
        aria-valuemin={0}
        aria-valuemax={all}
        aria-valuenow={done}
        aria-valuetext={page}
      >
        <div style={{ width: `${all === 0 ? 0 : (100 * done) / all}%` }} />
      </div>
      <span className="tabular">{page}</span>
      {children}
    </header>
  );
}
