import { fold } from '../format/fold.ts';
import type { DeclaredInstrument } from './players.ts';

/**
 * What people call one player's instrument, in English, German, French, Italian, Spanish and Japanese, and as parts
 * abbreviate it. Names that fit two instruments ("bass", "alto") are left out.
 */
const NAMES: Readonly<Record<DeclaredInstrument, string>> = {
  violin: 'vln vn vl violine geige violon violino violín fiddle ヴァイオリン バイオリン',
  viola: 'vla va bratsche ヴィオラ ビオラ',
  cello: 'vc vlc vcl violoncello violoncelle violonchelo celli チェロ',
  'double-bass':
    'db kb cb contrabass kontrabass contrebasse contrabbasso contrabajo string-bass コントラバス',
  flute: 'fl flöte querflöte flûte flauto flauta フルート',
  oboe: 'ob hautbois オーボエ',
  clarinet: 'cl klarinette clarinette clarinetto clarinete クラリネット',
  bassoon: 'bn bsn fg fag fagott basson fagotto fagot ファゴット バスーン',
  horn: 'hn hrn french-horn waldhorn cor corno trompa ホルン',
  trumpet: 'tpt trp trompete trompette tromba trompeta トランペット',
  saxophone: 'sax saxofon saxofono saxofón saxophon サックス サクソフォン サクソフォーン',
  piano: 'pno klavier pianoforte ピアノ',
  harp: 'harfe harpe arpa ハープ',
  voice: 'vox gesang singstimme voix voce voz singer 声 歌',
  guitar: 'gitarre guitare chitarra guitarra ギター',
  percussion: 'perc schlagzeug schlagwerk percussions percussioni percusión 打楽器',
  other: 'sonstige autre altro otro その他',
};

/** Names without accents, case, wide or narrow kana, and the choice between space, underscore and hyphen. */
const plain = (name: string): string =>
  fold(name.normalize('NFKC'))
    .replace(/[\s_.]+/g, '-')
    .replace(/^-|-$/g, '');

const BY_NAME: ReadonlyMap<string, DeclaredInstrument> = new Map(
  Object.entries(NAMES).flatMap(([instrument, names]) =>
    [instrument, ...names.split(' ')].map((name) => [plain(name), instrument as DeclaredInstrument] as const),
  ),
);

/** Every name that `instrumentNamed` understands, as `plain` writes it. */
export const INSTRUMENT_NAMES: readonly string[] = [...BY_NAME.keys()];

/** The instrument that a person means by `name` ("Vln.", "Geigen", "ヴァイオリン"); null if none is meant. */
export function instrumentNamed(name: string): DeclaredInstrument | null {
  const folded = plain(name);
  return (
    BY_NAME.get(folded) ??
    BY_NAME.get(folded.replace(/s$/, '')) ??
    BY_NAME.get(folded.replace(/n$/, '')) ??
    null
  );
}
