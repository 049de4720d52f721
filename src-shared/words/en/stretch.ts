import { count } from './plural.ts';

/** Listening at another speed or in another key. */
export const stretch = {
  speed: 'Speed while listening',
  key: 'Key while listening',
  times: (speed: number) => `${speed}×`,
  keys: (keys: number) =>
    keys === 0 ? 'As recorded' : `${count(Math.abs(keys), 'key')} ${keys > 0 ? 'up' : 'down'}`,
  reset: 'Back to the recording’s own speed and key',
};
