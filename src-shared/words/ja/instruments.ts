import type { DeclaredInstrument } from '../../project/players.ts';
import type { Words } from '../en/index.ts';

const NAMES: Readonly<Record<DeclaredInstrument, string>> = {
  violin: 'ヴァイオリン',
  viola: 'ヴィオラ',
  cello: 'チェロ',
  'double-bass': 'コントラバス',
  flute: 'フルート',
  oboe: 'オーボエ',
  clarinet: 'クラリネット',
  bassoon: 'ファゴット',
  horn: 'ホルン',
  trumpet: 'トランペット',
  saxophone: 'サクソフォン',
  piano: 'ピアノ',
  harp: 'ハープ',
  voice: '声',
  guitar: 'ギター',
  percussion: '打楽器',
  other: 'その他',
};

const nameOf = (id: string): string => (NAMES as Readonly<Record<string, string>>)[id] ?? id;

export const instruments: Words['instruments'] = {
  name: nameOf,
  title: nameOf,
  numbered: (title, number) => `${title} ${number}`,
  presets: {
    'string-quartet': '弦楽四重奏',
    'string-trio': '弦楽三重奏',
    'string-quintet': '弦楽五重奏',
    'violin-duo': 'ヴァイオリン二重奏',
    'violin-cello': 'ヴァイオリンとチェロ',
    'wind-quintet': '木管五重奏',
    'wind-trio': '木管三重奏',
    'flute-quartet': 'フルート四重奏',
    'clarinet-quintet': 'クラリネット五重奏',
    chorale: 'ヴァイオリン、クラリネット、サクソフォン、ファゴット',
    'flute-cello': 'フルートとチェロ',
    'piano-trio': 'ピアノ三重奏（ピアノは「残り」に入ります）',
  },
};
