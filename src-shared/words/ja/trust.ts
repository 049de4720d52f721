import type { Words } from '../en/index.ts';

export const trust: Words['trust'] = {
  title: 'このライブラリ',
  elsewhere: 'このライブラリはほかの場所で作成されたものです',
  trusted: 'このライブラリを信頼しています。',
  untrusted: 'このライブラリはほかの場所で作成されたものです。',
  trustedText:
    'このコンピュータで作成されたか、信頼すると設定されています。Divisiは参照されているファイルを読み込み、ジョブを続行し、フォルダ内のPythonを実行することがあります。',
  untrustedText: 'Divisiはこのライブラリのプログラムを実行せず、フォルダの外のファイルを読み込みません。',
  trustThis: 'このライブラリを信頼…',
  stop: '信頼をやめる',
  ask: 'このライブラリを信頼しますか？',
  action: 'このライブラリを信頼',
  askText:
    'このコンピュータで作成されたものではないか、移動されてきたものです。入手元が確かな場合だけ信頼してください。信頼すると、Divisiは次のことを行います。',
  noted: 'この設定はこのコンピュータの、このフォルダだけに適用されます。設定画面で変更できます。',
  outsideFiles: (n) => `${n}件の録音がライブラリの外のファイルを参照しています。`,
  waitingJobs: (n) => `未完了のジョブが${n}件含まれていて、待機しています。`,
  bringsPython: 'Pythonが含まれていますが、Divisiは実行しません。',
  readsAnywhere: 'ライブラリが示す場所から録音を読み込みます',
  readsOutside: (n) => `${n}件の録音が参照する、ライブラリの外のファイルを読み込みます`,
  continuesJobs: 'ライブラリに含まれるジョブを続行します',
  continuesTheseJobs: (n) => `含まれている${n}件のジョブを続行します`,
  runsPython: 'モデルの追加学習に、ライブラリのフォルダ内のPythonを実行します',
  mayRunPython: 'ライブラリのフォルダ内にPythonがあれば実行します',
};
