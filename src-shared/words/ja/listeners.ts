import type { Words } from '../en/index.ts';

export const listeners: Words['listeners'] = {
  title: '聞き手',
  lead: '聴力のデータです。フィッティング、評価、聴取実験に使います。',
  add: '新しい聞き手',
  import: 'JSONまたはCSVを読み込む',
  export: 'すべて書き出す',
  none: '聞き手はまだいません',
  noneText:
    'オージオグラムを入力するか、Clarity／CadenzaチャレンジのJSON、またはlistener, ear, 250, 500…の列を持つ表を読み込んでください。',
  unsaved: '未保存',
  save: '保存',
  code: 'コード',
  codeHint: '名前ではなく、L1のようなコードを付けてください。',
  ears: { left: '左', right: '右' },
  columns: { left: '左（×）', right: '右（○）' },
  standardFor: { left: '左耳に標準のものを使う', right: '右耳に標準のものを使う' },
  chooseStandard: '選択…',
  levels: '聴力レベル（dB HL）',
  frequency: 'Hz',
  level: (ear, hz) => `${ear}耳、${hz} Hz（dB HL）`,
  notValid: '左右それぞれ2つ以上の周波数に、−20～130 dB HLのレベルが必要です。',
  chartOf: (name) =>
    `${name}のオージオグラム。右耳は赤の○、左耳は青の×。横軸は周波数、縦軸は下に向かって聴力レベル`,
  audiogramOf: (name) => `${name}のオージオグラム`,
  privacy:
    '聞き手のデータは、コードとともにこのライブラリとそのバックアップにだけ保存されます。書き出しも削除も自由です。',
  replace: '置き換える',
  replaceTitle: (listeners) => `${listeners}件のオージオグラムを置き換えますか？`,
  replaceText: (names) =>
    `ライブラリには同じコードの聞き手が別のオージオグラムで登録されており、そのオージオグラムは削除されます: ${names}。ライブラリの以前のバックアップには残ります。`,
  removeTitle: (name) => `${name}を削除しますか？`,
  removeText: 'オージオグラムを削除します。以前のバックアップには残ります。',
};
