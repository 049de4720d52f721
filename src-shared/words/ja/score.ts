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
};
