import type { Words } from '../en/index.ts';

export const fitting: Words['fitting'] = {
  title: 'フィッティング',
  short: 'フィッティング',
  lead: '聞き手の左右の耳に合わせたミックス、またはその難聴を通したミックスを聴き、書き出します。マスターのプロセッサーの後、リミッターの前で処理します。',
  listener: '聞き手',
  none: 'フィッティングなし',
  standard: (name) => (name === 'NH' ? 'NH（難聴なし）' : `${name}（標準オージオグラム）`),
  kept: (name) => `${name}（プロジェクトに保存された値）`,
  rule: '処方式',
  rules: {
    none: 'フィッティングなし',
    'nal-r': 'NAL-R（線形）',
    camfit: 'CAMFIT（6バンドコンプレッサー）',
  },
  loss: '聞こえ方',
  losses: {
    none: '難聴のシミュレーションなし',
    plain: '難聴のシミュレーション',
    'smeared-3': '難聴のシミュレーション（スペクトルの拡散3倍）',
    'smeared-6': '難聴のシミュレーション（スペクトルの拡散6倍）',
  },
  fullScale: 'フルスケール（dB SPL）',
  limit: '上限（dB SPL）',
  bypass: 'バイパス',
  levelMatched: '音量をそろえる',
  matchedHint: (left, right) =>
    `左右それぞれの耳の音量（LUFS）を、フィッティングなしのときにそろえています（左 ${left} dB、右 ${right} dB）。`,
  matchingHint: '左右それぞれの耳の音量（LUFS）を、フィッティングなしのときにそろえます。',
  unmatchedHint: 'フィッティングによって音量が変わります。',
  stale: '音量をそろえた後で、ミックスが変わっています。',
  unknownMix: 'どのミックスで音量をそろえたか、このプロジェクトには記録がありません。',
  matchAgain: 'もう一度そろえる',
  measuring: '左右の耳の音量を測っています',
  warning: 'フィッティングの音は非常に大きくなることがあります。',
  warningText: (ceiling, spl) =>
    `オンにする前に音量を下げてください。フィッティング中は、バイパスしていてもリミッターが必ず働きます。ピークは${ceiling} dBTP、この設定では約${spl} dB SPLで止まります。試聴と研究のための機能で、専門家による補聴器の調整に代わるものではありません。`,
  lossTitle: 'この聞き手に聞こえる音の目安',
  lossText:
    '難聴のない人のためのものです。聴こえ始める音圧を上げ、100 dB SPLまでの音の大きさの伸びを急にし、聴覚フィルターの広がりに応じてスペクトルを拡散します（Baer and Moore 1993、Nejime and Moore 1997による）。難聴のある人が音楽をどう感じるかを示すものではありません。処方式を選ぶと、処方した音を難聴を通して聞かせ、音量は難聴を通す前でそろえます。オンにすると再生が一瞬途切れ、ミックスが12〜15 ms遅れます。',
  notCalibrated: 'dB SPLの値は、このフルスケールを耳元で測った場合にだけ正確です。',
  calibrate: '校正する',
  inMix: 'ミックスにフィッティングがかかっています。',
};
