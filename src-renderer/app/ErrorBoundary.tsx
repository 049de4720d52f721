import { Component } from 'react';
import type { ErrorInfo, ReactNode } from 'react';
import { describeFailure } from '../api/messages.ts';
import { Button } from '../ui/Button.tsx';
import { CopyDetails, EmptyState } from '../ui/feedback.tsx';
import { words } from '../words/words.ts';

interface State {
  readonly error: unknown;
}

/** Contains a crash to one page so that the rest of the window stays usable. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    const { advice, details } = describeFailure(this.state.error);
    return (
      <EmptyState
        title={words().shell.pageError}
        actions={
          <>
            <Button onClick={() => this.setState({ error: null })}>{words().shell.showAgain}</Button>
            {details !== undefined && <CopyDetails details={details} />}
          </>
        }
      >
        {advice}
      </EmptyState>
    );
  }
}
