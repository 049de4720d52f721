import type { Words } from '../en/index.ts';

export const items: Words['items'] = {
  kinds: { recording: '録音', stem: 'ステム', excerpt: '抜粋' },
  item: '項目',
  instruments: '楽器',
  stemOf: (recording) => `${recording}のステム`,
  excerptOf: (from, to, recording) => `${recording}の抜粋 ${from}–${to}`,
  excerptOfStem: (from, to, recording) => `${recording}のステムの抜粋 ${from}–${to}`,
  titleIn: (title, recording) => `${recording}の${title}`,
  tagsOf: (title) => `${title}のタグ`,
};
