import type { Words } from '../en/index.ts';

export const score: Words['score'] = {
  title: '楽譜',
  show: '楽譜を表示',
  engraving: '楽譜を浄書しています',
  page: (page, pages) => `${pages}ページ中${page}ページ`,
  picture: (page, pages, title) => `${title === '' ? '楽譜' : title}、${pages}ページ中${page}ページ`,
  previous: '前のページ',
  next: '次のページ',
  bar: '再生位置の小節: 矢印キーで1小節ずつ移動',
  noBar: '楽譜の小節はありません',
  lines: '小節線: 矢印キーで選択、Altで移動、Enterで固定、Deleteで固定を解除',
  noBarChosen: '小節の選択なし',
  barLine: (bar, at, pinned) => `${bar} ${at}${pinned ? '（固定）' : ''}`,
  fits: (fit) => `一致度${fit}`,
  dragToPin: 'ドラッグして小節線を固定',
  pinHere: '再生位置に固定',
  unpin: '固定を解除',
  realigning: '固定した位置に合わせています',
  formats: {
    time: '時間',
    samples: 'サンプル',
    bars: '小節',
    change: (shown) => `${shown}: 押すと表示単位を切り替え`,
  },
  repeats: {
    title: '演奏されている繰り返し',
    passage: (from, to) => (from === to ? `第${from}小節の繰り返し` : `第${from}～${to}小節の繰り返し`),
    apply: 'この繰り返しで合わせる',
    propose: '繰り返しを提案',
  },
};
