import type { Words } from '../en/index.ts';

export const desktop: Words['desktop'] = {
  recentFiles: '最近使ったファイル',
  clearRecent: '一覧を消去',
  importFile: (name) => `${name}を取り込む`,
  saveStem: (name) => `ステム「${name}」をファイルに保存、またはほかのアプリへドラッグ`,
  allStems: 'ステム',
  downloadStems: 'ステムを一つの ZIP ファイルとしてダウンロード',
  stemsFile: (title) => `${title} - stems`,
  saveStems: 'ステムをファイルに保存、またはほかのアプリへドラッグ',
  stems: 'ステム',
  preparing: (name) => `${name}を書き出しています`,
  preparingText: '長いステムは少し時間がかかります。準備ができたらもう一度ドラッグしてください。',
  ready: (name) => `${name}をドラッグできます`,
  saved: (name) => `${name}を保存しました`,
  show: 'フォルダで表示',
  file: 'ファイル',
  saveAs: '名前を付けて保存…',
  updates:
    'Divisiは更新を自動では確認しません。更新するには、新しいバージョンを上書きインストールしてください。',
};
