import type { Words } from '../en/index.ts';

export const recovery: Words['recovery'] = {
  title: 'ライブラリを開けません',
  untouched:
    '録音とステムには変更がありません。以下のどちらの方法でも、すべてのファイルと古いデータベースは残ります。',
  rebuildTitle: 'ファイルから再構築する',
  rebuildText:
    'Divisiは録音、分離、聴取テストごとに、またライブラリ全体について、小さな記述ファイルを保存しています。そこからタイトル、奏者、ステム、ミックス、タグ、聴取テスト、聴取者、バランス、プリセット、コレクション、設定を復元します。監視フォルダーとジョブの一覧は空になります。',
  rebuild: 'ライブラリを再構築',
  rebuilding: '再構築中…',
  restoreTitle: 'またはバックアップを復元する',
  restoreText: 'ライブラリはその時点の状態に戻ります。その後の録音はファイルから追加されます。',
  noBackups: 'バックアップはありません。',
  restoreBackup: (when) => `${when}のバックアップを復元`,
  rebuilt: 'ライブラリを再構築しました',
  cameBack: (recordings, separations, mixes) =>
    `録音${recordings}件、分離${separations}件、ミックス${mixes}件を復元しました`,
  studies: (n) => `聴取テスト${n}件も復元しました。`,
  oldKept: (name) => `古いデータベースはbackups/${name}として残してあります。`,
  noDescription: '記述ファイルのないもの',
  noDescriptionText: 'ファイル名をタイトルとする録音になりました。名前は変更できます。',
  notTaken: '追加しなかったもの',
  notTakenText: 'これらのファイルはライブラリのフォルダに残っています。',
  openLibrary: 'ライブラリを開く',
};
