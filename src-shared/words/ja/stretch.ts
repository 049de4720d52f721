import type { stretch as English } from '../en/stretch.ts';

export const stretch: typeof English = {
  speed: '試聴の速度',
  key: '試聴のキー',
  times: (speed) => `${speed}倍`,
  keys: (keys) => (keys === 0 ? '録音のまま' : `${Math.abs(keys)}半音${keys > 0 ? '上' : '下'}`),
  reset: '録音の速度とキーに戻す',
};
