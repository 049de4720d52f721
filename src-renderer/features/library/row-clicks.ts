import type { MouseEvent } from 'react';
import type { Recording } from '../../../src-shared/contract/recording.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { howOf, type How } from './selection/selection.ts';

interface Options {
  readonly recording: Recording;
  readonly index: number;
  onChoose: (index: number, how: How) => void;
  onOpen: (id: RecordingId) => void;
}

/** What a click and a double click on a row or a tile do. */
export function rowClicks({ recording, index, onChoose, onOpen }: Options) {
  return {
    choose: (event: MouseEvent): void => {
      const how = howOf(event);
      // With Ctrl or Shift a click on the title selects, instead of opening another window.
      const own = how === 'only' ? 'a, button, [role=menu]' : 'button, [role=menu]';
      if (isIn(event, own)) return;
      event.preventDefault();
      // A click on the title leaves the focus on the link, which doesn't take the list's keys.
      const list = event.currentTarget.closest('[role=grid], [role=listbox]');
      if (list instanceof HTMLElement) list.focus({ preventScroll: true });
      onChoose(index, how);
    },
    openRow: (event: MouseEvent): void => {
      const isPlain = howOf(event) === 'only' && !isIn(event, 'a, button, [role=menu]');
      if (recording.state !== 'failed' && isPlain) onOpen(recording.id);
    },
  };
}

/** Whether a click lies in an element of the row that has a meaning of its own. */
const isIn = (event: MouseEvent, selector: string): boolean =>
  event.target instanceof Element && event.target.closest(selector) !== null;
