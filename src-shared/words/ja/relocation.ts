import type { Words } from '../en/index.ts';

export const relocation: Words['relocation'] = {
  title: 'ライブラリの場所',
  at: (place) => `ライブラリは「${place}」にあります。`,
  text: '別のフォルダやディスクへ移動できます。元の場所で読んでいる録音は、そのまま残ります。',
  move: 'ライブラリを移動…',
  onlyShared:
    'このウインドウから移動するには、Divisiを--root DIRで起動してください。または、Divisiを終了してdivisi library move DIRを実行してください。',
  dialog: {
    title: 'ライブラリの移動',
    description:
      'ライブラリを閉じ、すべてのファイルをコピーして元のファイルと照合し、新しい場所で開きます。古いライブラリは、あなたが削除するまでそのまま残ります。',
    choose: 'フォルダを選ぶ…',
    chooseOther: '別のフォルダを選ぶ…',
    name: '新しいフォルダの名前',
    fileName: 'Divisiライブラリ',
    into: (folder, name) => `ライブラリは「${folder}」の中の「${name}」に置かれます。`,
    start: '移動',
    up: '上のフォルダへ',
    root: '共有フォルダ',
    folders: 'フォルダ',
    none: 'この中にフォルダはありません。ここに置くことができます。',
  },
  moving: {
    title: 'ライブラリを移動しています',
    text: 'すべてのファイルをコピーして照合しています。終わるまでライブラリは使えません。',
    phase: 'コピーと照合',
    cancelled: 'ライブラリは移動していません。元の場所で開いています。',
    failed: 'ライブラリは移動していません。元の場所で開いていて、内容は変わっていません。',
  },
  moved: {
    title: 'ライブラリを移動しました',
    done: (files, size) => `${files}個のファイルをコピーして照合しました（${size}）`,
    place: (place) => `ライブラリは「${place}」にあります。`,
    old: (place) => `「${place}」にある古いライブラリはそのままです。不要になったら削除してください。`,
    notDefault: 'Divisiはライブラリを指定して起動されています。次回からは新しいフォルダを指定してください。',
  },
};
