import type { Words } from '../en/index.ts';

export const shell: Words['shell'] = {
  library: 'ライブラリ',
  listeners: '聞き手',
  models: 'モデル',
  settings: '設定',
  skipToContent: '本文へ移動',
  restarted:
    'Divisiが再起動されました。新しく表示されたアドレスを別のタブで開くと、このタブも続行し、変更を保存します。',
  connectionLost:
    '接続が切れました。再接続しています。Divisiが終了している場合は、もう一度起動してください。ジョブは続きから再開します。',
  unreachable: 'Divisiに接続できません。再接続しています。',
  noConnection: 'ホストに接続していません',
  pageError: 'このページでエラーが発生しました',
  showAgain: 'もう一度表示',
  openingPage: 'ページを開いています',
  openingTracks: 'トラックを開いています',
  recording: '録音',
  excerptSaved: (title) => `「${title}」を保存しました`,
  notFinished: 'ジョブは完了しませんでした。',
  adapted: (title) => `${title}の追加学習が終わりました。試聴して採否を決めてください`,
  heard: (title) => `${title}の音符を聴き取りました`,
  aligned: (title) => `楽譜を${title}に合わせました`,
  separated: (title) => `${title}の分離が終わりました`,
  exported: (title) => `${title}を書き出しました`,
};
