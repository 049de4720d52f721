import type { Words } from '../en/index.ts';

export const rebalance: Words['rebalance'] = {
  title: 'バランス',
  lead: 'このパネルを開いたときを基準に、楽器ごとの音量を上げ下げします。音量のオートメーションも一緒に動きます。同じ楽器の奏者は一緒に変わります。',
  leadPart: '主旋律',
  against: '主旋律とほかの楽器の差',
  againstOf: (part) => `${part}とほかの楽器の差`,
  gainOf: (part) => `${part}の音量の変化`,
  reset: '基準に戻す',
  startHere: 'ここを基準にする',
  balances: '保存したバランス',
  noBalances: '保存したバランスはまだありません',
  chooseBalance: 'バランスを使う…',
  keep: '保存…',
  keepTitle: 'このバランスを保存',
  name: '名前',
  nameMissing: 'バランスには名前が必要です。',
  replaces: '同じ名前のバランスを置き換えます。',
  save: '保存',
  remove: (name) => `「${name}」を削除`,
};
