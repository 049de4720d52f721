import type { automation as English } from '../en/automation.ts';

export const automation: typeof English = {
  lanes: 'レベルのオートメーション',
  of: (owner) => `${owner}のオートメーション`,
  level: 'レベルの変化',
  addPoint: (owner) => `再生位置に${owner}のレベルのポイントを追加`,
  remove: (owner) => `${owner}のオートメーションを削除`,
  hide: (owner) => `${owner}のオートメーションを隠す`,
  automated: (name) => `${name}（オートメーション）`,
};
