/**
 * Calls `act` immediately, then at most once every `intervalMs`; calls in between are combined into one at
 * the end of the interval. `flush` runs a pending call now; `cancel` drops it.
 */
export interface Throttled {
  (): void;
  flush(): void;
  cancel(): void;
}

export function throttle(act: () => void, intervalMs: number): Throttled {
  let timer: NodeJS.Timeout | undefined;
  let due = false;
  const tick = (): void => {
    timer = undefined;
    if (due) call();
  };
  const call = (): void => {
    due = false;
    timer = setTimeout(tick, intervalMs);
    act();
  };
  const throttled = (): void => {
    if (timer === undefined) call();
    else due = true;
  };
  const cancel = (): void => {
    clearTimeout(timer);
    timer = undefined;
    due = false;
  };
  return Object.assign(throttled, {
    cancel,
    flush: () => {
      const wasDue = due;
      cancel();
      if (wasDue) act();
    },
  });
}
