import type { Words } from '../en/index.ts';

export const watch: Words['watch'] = {
  title: '監視フォルダー',
  text: 'これらのフォルダーに入った録音を、変化が止まりしだい取り込みます。Divisi の実行中だけ働き、再起動後も続きます。',
  none: '監視しているフォルダーはありません。',
  add: 'フォルダーを監視…',
  noFolders:
    'このサーバーが共有しているフォルダーはありません。--root DIR を付けて起動すると DIR の下を監視できます。divisi watch DIR も使えます。',
  separate: '入ってきたものを分離する',
  separateHint: '聞き取った奏者がはっきりしている場合に分離します。',
  separates: '取り込んで分離',
  imports: '取り込み',
  states: {
    watching: '監視中',
    taking: '録音を取り込み中',
    waiting: 'このライブラリを信頼するまで待機',
    unreachable: '読み取れません',
  },
  taken: (n) => `${n} 件を取り込み済み`,
  last: (title, when) => `最後は「${title}」（${when}）`,
  lastFailed: (title, when) => `最後に試したのは「${title}」（${when}）`,
  troubles: (n) => `${n} 件は取り込めませんでした`,
  trouble: (file, message) => `${file}：${message}`,
  remove: (name) => `${name} の監視をやめる`,
  notAFolder: 'リストではなくフォルダーを選んでください。',
};
