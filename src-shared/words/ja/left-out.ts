import type { Words } from '../en/index.ts';

export const leftOut: Words['leftOut'] = {
  reasons: {
    kind: 'Divisiで読み込める音声ではありません',
    hidden: '隠しファイル',
    name: '名前がUTF-8ではありません。名前を変更してください',
    outside: 'フォルダの外へのリンク',
    broken: 'リンク切れ、または開けないもの',
    twice: '取り込み済みのファイルの別名',
    depth: '階層が深すぎるフォルダ',
  },
  text: (count, what, reason, examples) => `${what}${count}件（${reason}）: ${examples}`,
};
