import type { Words } from '../en/index.ts';

const ownWaveforms = (kHz: number): string =>
  `ステムはモデルが出力した波形そのもので、${kHz} kHz より上の音は残りに入ります。`;

export const separationNotes: Words['separationNotes'] = {
  staysInRest: (instrument, because) => `${instrument}は残りに入ります：${because}`,
  restBecause: {
    'no-model': '対応するモデルがありません',
    'unknown-to-model': 'このモデルはこの楽器を知りません',
  },
  sharesStem: (instrument, declared, most) =>
    most === 1
      ? `このモデルは ${declared} 人の${instrument}を区別できません。1 つのステムにまとめます`
      : `このモデルが区別できる${instrument}は ${most} 人までですが、${declared} 人が指定されています。1 つのステムにまとめます`,
  places: '左右チャンネル間での各奏者の位置を、奏者の区別に利用しました',
  nothingHeard: '聴き取れた音符が少なすぎたため、音符なしで分離しました',
  untold: 'このモデルには音符を渡せないため、音符なしで分離しました',
  oppositePhase: '2 つのチャンネルはほぼ逆位相です。モデルには、平均の代わりに差を入力しました',
  direct: (kHz, ahead) => `${ownWaveforms(kHz)}先読みは ${ahead} です`,
  directFiltered: (kHz, ahead, model) =>
    `${ownWaveforms(kHz)}先読みは ${ahead} で、うち ${model} がモデル、残りはサンプルレート変換の往復によるものです`,
  masked: (ahead, further) =>
    `モデルの先読みは ${ahead} です。その推定から作るマスクは、さらに最大 ${further} 先を読みます`,
  silent: 'この範囲は無音なので、ステムも無音です',
  fellBack: (provider, reason) =>
    `${provider}が分離の途中で停止したため（${reason}）、残りは CPU で処理しました`,
  providerRefused: (used, refused, reason) =>
    `${used}で処理しました。${refused}は使用していません（${reason}）`,
  staysFloat: (stem, because) => `${stem}は浮動小数点の WAV ファイルのままです：${because}`,
  floatBecause: {
    'beyond-full-scale': 'フルスケールを超える値があります',
    'finer-than-24-bit': '24 ビットでは表せない値があります',
    'too-long': 'ランダムアクセスできる FLAC ファイルには長すぎます',
  },
};
