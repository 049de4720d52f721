import type { DeclaredInstrument } from '../../src-shared/project/players.ts';

/**
 * How parts are named in English, German, French, Italian, Spanish and their abbreviations; matched against the name in
 * lower case without accents, in this order: "double bass" must not be taken for a bass voice, nor "bass clarinet" for
 * a double bass.
 */
const WORDS: readonly (readonly [DeclaredInstrument, RegExp])[] = [
  ['clarinet', /clarinet|klarinet|clarinett|\bcl\b|\bklar?\b|\bbcl\b/],
  ['bassoon', /bassoon|fagot|\bbasson|\bfg\b|\bfag\b|\bbsn\b|\bbn\b/],
  ['saxophone', /saxo(ph|f)on|\b(s|a|t|b)?\.? ?sax\b/],
  ['horn', /french horn|\bhorn(s)?\b|waldhorn|\bcorn[oi]\b|\bcors?\b|\btrompa\b|\bhn\b|\bhrn\b/],
  ['trumpet', /trumpet|trompet|\btromb[ae]\b|\btpt\b|\btrp\b/],
  ['oboe', /oboe|hautbois|\boboi\b|\bob\b|english horn|cor anglais|corno inglese|englischhorn/],
  ['flute', /flute|flote|floete|\bflaut[oi]\b|\bflauta\b|\bfl\b|piccolo|recorder|blockflote/],
  ['viola', /viola(?! ?da| d')|\bbratsche|\balto\b(?! ?(sax|voice|clar))|\bvla\b|\bva\b|\bbr\b/],
  ['violin', /violin|violon(?!cel)|geige|\bvln?\b|\bvn\b|\bviol\b|fiddle/],
  [
    'double-bass',
    /double ?bass|contrabass|kontrabass|contrabajo|contrebasse|\bcb\b|\bdb\b|\bkb\b|string bass/,
  ],
  ['cello', /cell[oi]\b|violoncel|\bvc\b|\bvlc\b|\bvcl\b|violonchelo/],
  ['piano', /piano|klavier|pianoforte|\bpno\b|\bkl\b|harpsichord|cembalo|clavecin|keyboard/],
  ['harp', /\bharp|harfe|\barpa\b/],
  ['guitar', /guitar|gitarre|chitarra|\blute\b|\blaute\b/],
  ['percussion', /percussion|timpani|pauken|drum|schlagzeug/],
  ['voice', /voice|soprano|tenor\b|baritone|\bbass\b|gesang|\bcanto\b|\bvox\b|mezzo|singstimme|chant/],
];

/** "cello" and "violoncello" can look like a violin, so these names are checked first. */
const CELLO = /violoncel|violonchel|\bcell[oi]\b|\bcello/;

const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[_.,;:()[\]]/g, ' ');

/** The instrument that a part's name mentions; null if it is unknown. */
export function instrumentOfName(name: string): DeclaredInstrument | null {
  const words = plain(name);
  if (CELLO.test(words)) return 'cello';
  // "Saxophone" and "clarinet" are combined with names of voices: alto, tenor, bass.
  return WORDS.find(([, pattern]) => pattern.test(words))?.[0] ?? null;
}

/** First General MIDI program (from 0) of each run that sounds like one instrument; null ends a run. */
const PROGRAMS: readonly (readonly [number, DeclaredInstrument | null])[] = [
  [0, 'piano'],
  [8, null],
  [24, 'guitar'],
  [32, null],
  [40, 'violin'],
  [41, 'viola'],
  [42, 'cello'],
  [43, 'double-bass'],
  [44, null],
  [46, 'harp'],
  [47, null],
  [52, 'voice'],
  [55, null],
  [56, 'trumpet'],
  [57, null],
  [60, 'horn'],
  [61, null],
  [64, 'saxophone'],
  [68, 'oboe'],
  [70, 'bassoon'],
  [71, 'clarinet'],
  [72, 'flute'],
  [76, null],
];

/**
 * The instrument of a General MIDI program, counted from 0. Programs are often left at piano, so a name takes
 * precedence.
 */
export function instrumentOfProgram(program: number): DeclaredInstrument | null {
  return PROGRAMS.findLast(([first]) => first <= program)?.[1] ?? null;
}
