import type { Words } from '../en/index.ts';

const byCode: Words['failures']['byCode'] = {
  'call/invalid': { title: '入力内容に誤りがあります。', advice: '内容を確認して、もう一度試してください。' },
  'call/cancelled': { title: 'キャンセルしました。', advice: '' },
  'call/unauthorised': {
    title: 'サインインしていません。',
    advice: 'Divisiの起動時に表示されたアドレスを開いてください。',
  },
  'file/not-found': {
    title: 'ファイルが見つかりません。',
    advice: '移動または名前の変更があった可能性があります。元の場所に戻すか、もう一度取り込んでください。',
  },
  'file/unreadable': {
    title: 'ファイルを読み込めません。',
    advice: 'ほかのアプリで開けるか、読み取り権限があるかを確認してください。',
  },
  'file/empty': { title: 'ファイルが空です。', advice: '別のファイルを選んでください。' },
  'file/truncated': {
    title: 'ファイルが途中で切れています。',
    advice: 'もう一度コピーまたはダウンロードしてください。',
  },
  'file/unsupported': { title: 'このファイル形式には対応していません。', advice: '' },
  'file/too-large': {
    title: 'ファイルが大きすぎます。',
    advice: 'ファイルを分割するか、ファイルのあるコンピュータでDivisiを起動してください。',
  },
  'file/not-granted': {
    title: 'このファイルへのアクセスは許可されていません。',
    advice: 'もう一度ファイルを選んでください。',
  },
  'file/exists': { title: '同じ名前のファイルがあります。', advice: '別の名前かフォルダを選んでください。' },
  'audio/no-samples': {
    title: 'ファイルに音声が含まれていません。',
    advice: '別のファイルを選んでください。',
  },
  'audio/not-finite': {
    title: 'ファイルに数値ではない値が含まれています。',
    advice: '作成したアプリからもう一度書き出してください。',
  },
  'audio/channels': {
    title: 'チャンネル数が多すぎます。',
    advice: 'ジョブの一覧で使うチャンネルを選んでください。',
  },
  'audio/sample-rate': {
    title: 'このサンプルレートには対応していません。',
    advice: '8～384 kHzのレートに変換してください。',
  },
  'audio/not-ready': {
    title: 'この部分はまだ分離されていません。',
    advice: '分離が終わるとすぐに試聴できます。',
  },
  'audio/clips': {
    title: '書き出すとクリップします。',
    advice: '32ビット浮動小数点で書き出すか、ゲインを下げてください。',
  },
  'disk/full': {
    title: 'ディスクの空き容量が足りません。',
    advice: '空き容量を増やしてから再開してください。完了した部分は残っています。',
  },
  'disk/unwritable': { title: 'フォルダに書き込めません。', advice: '書き込めるフォルダを選んでください。' },
  'model/unknown': {
    title: 'モデルがインストールされていません。',
    advice: 'インストール済みのモデルを選んでください。',
  },
  'model/invalid': {
    title: 'モデルのフォルダに誤りがあります。',
    advice: 'モデルの作者に修正を依頼してください。',
  },
  'model/hash-mismatch': {
    title: 'モデルの重みがマニフェストと一致しません。',
    advice: 'モデルをインストールし直してください。',
  },
  'model/unsupported': {
    title: 'このモデルではこの処理ができません。',
    advice: '別のモデルを選んでください。',
  },
  'model/load-failed': {
    title: 'モデルを読み込めません。',
    advice: '別のモデルを選ぶか、設定でこのコンピュータの対応状況を確認してください。',
  },
  'players/none': {
    title: '分離できる奏者がいません。',
    advice: 'モデルが分離できる奏者を1人以上追加してください。',
  },
  'players/unknown-instrument': {
    title: 'この楽器は分離できません。',
    advice: '別の楽器を選ぶか、「残り」に含めてください。',
  },
  'players/too-many': { title: '奏者が多すぎます。', advice: '奏者を減らすか、別のモデルを選んでください。' },
  'library/locked': {
    title: 'ライブラリはほかのDivisiで使用中です。',
    advice: 'もう一方のDivisiを終了してください。',
  },
  'library/read-only': {
    title: 'ライブラリは読み取り専用です。',
    advice: 'ほかのDivisiで開かれています。変更するには、そちらを終了してください。',
  },
  'library/newer': {
    title: 'このライブラリは新しいバージョンのDivisiで作成されています。',
    advice: 'Divisiを更新してください。',
  },
  'library/damaged': {
    title: 'ライブラリが破損しています。',
    advice: 'バックアップから復元してください。',
  },
  'library/no-database': {
    title: 'ライブラリのデータベースがありません。',
    advice: 'ファイルから再構築するか、バックアップを復元してください。',
  },
  'library/not-found': {
    title: '項目が見つかりません。',
    advice: '削除した場合は、設定のごみ箱から復元してください。',
  },
  'library/duplicate': { title: 'この録音はすでにライブラリにあります。', advice: '' },
  'library/moving': { title: 'ライブラリを移動中です。', advice: '移動が終わるまでお待ちください。' },
  'library/busy': {
    title: '終わっていないジョブがあります。',
    advice: '終わるのを待つかキャンセルしてから、ライブラリを移動してください。',
  },
  'library/place': {
    title: 'ライブラリの中や、ライブラリを含むフォルダへは移動できません。',
    advice: '別のフォルダを選んでください。',
  },
  'library/no-room': {
    title: '移動先のディスクに空きがありません。',
    advice: '空きを増やすか、別のディスクを選んでください。',
  },
  'library/untrusted': {
    title: 'このライブラリはまだ信頼されていません。',
    advice: '入手元が確かなら、設定で信頼してください。',
  },
  'separation/unchanged': {
    title: 'ステムは変わりませんでした。',
    advice: '音符を修正するか、別の区間を選んでください。',
  },
  'study/invalid': {
    title: '聴取試験の内容に問題があります。',
    advice: '修正してから、もう一度試してください。',
  },
  'live/no-model': {
    title: '音声入力には因果的なモデルが必要ですが、ありません。',
    advice: 'モデルのページで追加してください。',
  },
  'live/too-slow': {
    title: 'このコンピューターは今、処理が間に合いません。',
    advice:
      'ほかのプログラムを終了するか、Divisi の作業が終わるのを待ってから、もう一度試してください。奏者が少ないほど処理は軽くなります。',
  },
  'live/ended': {
    title: 'この音声入力は終了しました。',
    advice: 'もう一度始めてください。',
  },
  'lab/differs': {
    title: '再実行の結果が記録と異なります。',
    advice: '',
  },
  'study/conflict': {
    title: 'この試験はほかの場所で変更されています。',
    advice: '再読み込みして、そこから続けてください。',
  },
  'separation/busy': {
    title: 'ステムを編集中です。',
    advice: '編集が終わるまで待つか、キャンセルしてください。',
  },
  'project/conflict': {
    title: 'このプロジェクトはほかの場所で変更されました。',
    advice: '最新の内容を見るには、読み込み直してください。',
  },
  'project/invalid': { title: 'プロジェクトのファイルに誤りがあります。', advice: '' },
  'job/not-found': { title: 'ジョブが見つかりません。', advice: 'すでに削除されています。' },
  'python/missing': {
    title: 'Pythonが見つかりません。',
    advice: '表示された手順でインストールし、もう一度確認してください。',
  },
  'python/packages': {
    title: 'Pythonのパッケージが足りません。',
    advice: '表示された手順でインストールし、もう一度確認してください。',
  },
  'adapt/material': { title: '追加学習の素材が足りません。', advice: '' },
  'adapt/busy': {
    title: 'ほかの追加学習が実行中です。',
    advice: '終わるのを待つか、停止してください。',
  },
  'notes/invalid': { title: '音符のデータに誤りがあります。', advice: '' },
  'notes/does-not-fit': {
    title: '楽譜が録音と合いません。',
    advice: 'この曲の楽譜かどうかを確認してください。',
  },
  'notes/none-heard': {
    title: '音符を聴き取れませんでした。',
    advice: '演奏者を確認するか、楽譜を追加してください。',
  },
  'notes/conflict': {
    title: '音符はほかの場所で変更されました。',
    advice: '最新の内容を見るには、読み込み直してください。',
  },
  'score/invalid': {
    title: '楽譜を読み込めません。',
    advice: '作成したアプリからMusicXMLかMIDIで書き出し直してください。',
  },
  'listener/invalid': {
    title: '聞き手のデータに誤りがあります。',
    advice: 'データを修正するか、別のファイルを選んでください。',
  },
  'score/no-notes': { title: '楽譜に音符がありません。', advice: '音符のある楽譜を選んでください。' },
  'process/died': {
    title: '処理が途中で終了しました。',
    advice: 'もう一度試してください。完了した部分は残っています。',
  },
  'internal/error': {
    title: 'Divisiの内部でエラーが発生しました。',
    advice: 'もう一度試してください。繰り返す場合は、詳細を添えて報告してください。',
  },
};

export const failures: Words['failures'] = {
  byCode,
  bug: 'Divisiの内部でエラーが発生しました。',
  hostSays: (message) => `詳細: ${message}`,
};
