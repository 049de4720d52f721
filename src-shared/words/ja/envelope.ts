import type { Words } from '../en/index.ts';

export const envelope: Words['envelope'] = {
  menu: 'ゲインリージョンとフェード…',
  layer: (name, n) => `${name}のゲイン：リージョン${n}個`,
  region: (from, to) => `${from}から${to}までのゲイン`,
  regionOf: (name) => `${name}のゲインリージョン`,
  fadesOf: (name) => `${name}のフェード`,
  trackFades: 'トラックのフェード',
  ofSelection: '選択範囲をリージョンにする',
  gain: 'ゲイン（dB）',
  silence: '無音',
  from: '開始',
  to: '終了',
  fadeIn: 'フェードイン（ms）',
  fadeInShape: 'フェードインの形',
  fadeOut: 'フェードアウト（ms）',
  fadeOutShape: 'フェードアウトの形',
  shapes: { raisedCosine: 'コサイン', linear: '直線' },
  remove: 'リージョンを削除',
};
