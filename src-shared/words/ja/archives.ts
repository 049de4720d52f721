import type { Words } from '../en/index.ts';

export const archives: Words['archives'] = {
  title: 'アーカイブ',
  text: 'アーカイブは、録音とそれに属するすべて（分離、全バージョンのステム、ミックス、音符、楽譜、タグ、抜粋、カバー）を収めた一つの ZIP ファイルです。別のライブラリに取り込めます。',
  exportAll: 'ライブラリを書き出す…',
  exportSome: 'アーカイブに書き出す',
  importOne: 'アーカイブを取り込む…',
  writing: {
    title: 'アーカイブの書き出し',
    all: 'ライブラリのすべての録音とそれに属するものを、一つの ZIP ファイルに書き出します。',
    some: (n) => `${n} 件の録音とそれに属するものを、一つの ZIP ファイルに書き出します。`,
    detail:
      '元の場所で読んでいる音源はアーカイブにコピーされます。ゴミ箱、バックアップ、モデル、聴取テスト、設定は含まれません。',
    fileName: 'Divisi ライブラリ',
    start: '書き出す',
    done: (recordings, separations, size) =>
      `アーカイブの内容：録音 ${recordings} 件、分離 ${separations} 件、${size}`,
    leftOut: (n) => `${n} 件は含まれていません：`,
  },
  taking: {
    title: 'アーカイブの取り込み',
    choose: 'アーカイブを選ぶ…',
    text: 'Divisi が書き出した ZIP ファイルを選んでください。録音がこのライブラリに加わります。すでにあるものは変わりません。',
    sending: 'アーカイブを送信しています',
    inspecting: 'アーカイブを調べています',
    contents: (name, recordings, separations, size) =>
      `「${name}」の内容：録音 ${recordings} 件、分離 ${separations} 件、${size}。`,
    trust:
      '出所を信頼できる場合だけ取り込んでください。アーカイブの中身が実行されることはなく、外部のファイルも参照せず、各ファイルはハッシュと照合されます。ただし、録音についての記述はあなたのライブラリの一部になります。',
    start: '取り込む',
    done: (recordings, separations, known) =>
      `録音 ${recordings} 件、分離 ${separations} 件を追加しました（既存 ${known} 件）`,
    conflicts: (n) => `${n} 件は取り込みませんでした：`,
    cancelled: 'キャンセルしました。それまでに取り込んだものは残ります。もう一度取り込むと残りが加わります。',
  },
  phases: {
    reading: 'ファイルを読んでいます',
    writing: 'アーカイブを書いています',
    unpacking: '展開して照合しています',
    merging: '取り込んでいます',
  },
  item: (item, reason) => `${item}：${reason}`,
};
