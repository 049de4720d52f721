import type { Words } from '../en/index.ts';

export const excerpts: Words['excerpts'] = {
  title: '抜粋',
  rename: (title) => `抜粋${title}の名前を変更`,
  delete: (title) => `抜粋${title}を削除`,
  deleteTitle: (title) => `「${title}」を削除しますか？`,
  deleteAction: '抜粋を削除',
  deleteText: '名前とタグが削除されます。録音はそのまま残ります。この操作は取り消せません。',
  renameTitle: '抜粋の名前を変更',
  name: '名前',
  needsName: '名前を入力してください',
  saveTitle: '抜粋を保存',
  saveText: (from, to) =>
    `${from}～${to}。抜粋は範囲に印を付けるもので、タグを付けたり比較したりできます。音声はコピーされません。`,
  save: '保存',
  of: '対象',
  tagsHint: 'カンマで区切ります。省略できます。',
};
