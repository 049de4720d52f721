import type { MouseEvent } from 'react';

/**
 * Lets a button ignore the further clicks of a double click. For a button that takes the place of the one that was
 * clicked: a double click on Separate must not end at Cancel. A click by keyboard counts as a single one.
 */
export const singleClick =
  (run: () => void) =>
  ({ detail }: Pick<MouseEvent, 'detail'>): void => {
    if (detail <= 1) run();
  };
