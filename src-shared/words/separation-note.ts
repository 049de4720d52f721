import type { StoredSeparationNote } from '../contract/separation-note.ts';
import { formatNumber } from '../format/numbers.ts';
import type { Words } from './en/index.ts';

const ms = (value: number): string => `${Number(formatNumber(value, 1))} ms`;

/** A complete sentence in the language of the texts, without a full stop. */
export function separationNoteText(
  note: StoredSeparationNote,
  { separationNotes: texts, instruments }: Pick<Words, 'separationNotes' | 'instruments'>,
): string {
  if (typeof note === 'string') return note;
  switch (note.kind) {
    case 'stays-in-rest':
      return texts.staysInRest(instruments.name(note.instrument), texts.restBecause[note.because]);
    case 'shares-stem':
      return texts.sharesStem(instruments.name(note.instrument), note.declared, note.most);
    case 'places':
      return texts.places;
    case 'untold':
      return texts.untold;
    case 'nothing-heard':
      return texts.nothingHeard;
    case 'opposite-phase':
      return texts.oppositePhase;
    case 'direct':
      return note.filterMs === 0
        ? texts.direct(note.bandKhz, ms(note.modelMs))
        : texts.directFiltered(note.bandKhz, ms(note.modelMs + note.filterMs), ms(note.modelMs));
    case 'masked':
      return texts.masked(ms(note.modelMs), ms(note.windowMs));
    case 'silent':
      return texts.silent;
    case 'fell-back':
      return texts.fellBack(note.provider, note.reason);
    case 'provider-refused':
      return texts.providerRefused(note.used, note.refused, note.reason);
    case 'stays-float':
      return texts.staysFloat(note.stem, texts.floatBecause[note.because]);
  }
}
