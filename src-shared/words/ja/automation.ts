import type { automation as English } from '../en/automation.ts';

export const automation: typeof English = {
  lanes: 'レベルのオートメーション',
  of: (owner) => `${owner}のオートメーション`,
  level: 'レベルの変化',
  what: (owner) => `${owner}のオートメーションの対象`,
  parameters: 'パラメーターのオートメーション…',
  parameter: (processor, parameter) => `${processor}の${parameter}`,
  show: 'オートメーションを表示',
  addPoint: (name, owner) => `再生位置に${owner}の${name}のポイントを追加`,
  remove: (owner) => `${owner}のオートメーションを削除`,
  hide: (owner) => `${owner}のオートメーションを隠す`,
  automated: (name) => `${name}（オートメーション）`,
};
