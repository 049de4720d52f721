import type { Words } from '../en/index.ts';

export const calibration: Words['calibration'] = {
  title: '校正',
  lead: 'この機器の音が耳元でどれほどの大きさになるかを測り、dB SPLの値を正確にします。',
  warning: '耳を守ってください。',
  warningText:
    '最初に音を出すときはヘッドホンを外し、小さいレベルから始めてください。85 dB SPLを超える音を何時間も、100 dB SPLを超える音を数分聴くと、耳を傷めます。',
  toneTitle: '1. 音を出す',
  toneText:
    'システムの音量を実際に聴くときの設定にし、エディターの試聴レベルを0 dBにします。校正は、この音量、このヘッドホン、この出力だけに当てはまります。',
  frequency: '周波数',
  hertz: (hz) => `${hz} Hz`,
  level: 'レベル（RMS）',
  decibels: (db) => `${db} dBFS`,
  ears: '耳',
  earNames: { both: '両方', left: '左', right: '右' },
  play: '音を出す',
  stop: '音を止める',
  readingTitle: '2. レベルを読む',
  readingText:
    'カプラーや擬似耳に取り付けた騒音計で、耳の位置の音圧を測ります。読み取り値から音のレベルを引いた値が、フルスケール（RMSが1の信号）の音圧です。1 kHzではA、C、Z特性の値は同じです。',
  reading: '騒音計の値（dB SPL）',
  keep: (db) => `フルスケールを${db} dB SPLとして保存`,
  outOfRange: (least, greatest) =>
    `フルスケールは${least}～${greatest} dB SPLの範囲でなければなりません。読み取り値と音のレベルを確かめてください。`,
  none: 'このライブラリは校正されていません。フィッティングはフルスケールを95 dB SPLと仮定しますが、推測にすぎません。',
  kept: (db) => `フルスケールは${db} dB SPLです。新しいフィッティングはこの値から始まります。`,
  forget: '校正を削除',
  limitTitle: '上限',
  limitText:
    'フィッティングを聴いている間は、ほかの設定にかかわらず、リミッターがピークをフィッティングの上限（変更しなければ100 dB SPL）以下に抑えます。上限の正確さは、この校正の正確さで決まります。',
  link: '校正',
};
