import type { ProgrammeLoudness } from '../../../../src-shared/dsp/loudness.ts';
import { toAscii } from './ascii.ts';

/** Broadcast Wave's `bext` chunk. Its dates are the user's own, so the same input writes the same bytes. */
export interface BroadcastExtension {
  /** Any text; the chunk holds 256 characters of ASCII, and iXML the whole. */
  readonly description: string;
  /** `YYYY-MM-DD`, or null. */
  readonly originationDate: string | null;
  /** Sample of the recording at which this file begins. */
  readonly timeReference: number;
  /** The encoding, in the syntax of EBU R 98: `A=PCM,F=44100,W=24,M=stereo,T=Divisi`. */
  readonly codingHistory: string;
}

const FIXED_BYTES = 602;
const ORIGINATOR = 'Divisi';
/** The value of a loudness field that is not used (EBU Tech 3285, version 2, 2.3). */
const UNUSED = 0x7fff;
const ELSEWHERE = ' [full text in iXML]';

/**
 * The body of a `bext` chunk of version 2 (EBU Tech 3285). Its length does not depend on the loudness, which is known
 * only at the end.
 */
export function bextBody(bext: BroadcastExtension, loudness: ProgrammeLoudness | null): Buffer {
  const history = Buffer.from(`${bext.codingHistory}\r\n`, 'latin1');
  const body = Buffer.alloc(FIXED_BYTES);
  body.write(asciiDescription(bext.description), 0, 256, 'latin1');
  body.write(ORIGINATOR, 256, 32, 'latin1');
  if (bext.originationDate !== null) body.write(bext.originationDate, 320, 10, 'latin1');
  body.writeBigUInt64LE(BigInt(bext.timeReference), 338);
  body.writeUInt16LE(2, 346);
  const levels = [
    loudness?.integratedLufs,
    loudness?.rangeLu,
    loudness?.truePeakDbtp,
    loudness?.maxMomentaryLufs,
    loudness?.maxShortTermLufs,
  ];
  levels.forEach((level, index) => body.writeInt16LE(hundredths(level), 412 + 2 * index));
  return Buffer.concat([body, history]);
}

/** Accents are dropped; what has no ASCII form is left out, and the description then says where the whole text is. */
export function asciiDescription(text: string): string {
  const { ascii, lost } = toAscii(text);
  if (!lost && ascii.length <= 256) return ascii;
  return `${ascii.slice(0, 256 - ELSEWHERE.length)}${ELSEWHERE}`.trim();
}

function hundredths(level: number | null | undefined): number {
  if (level === null || level === undefined) return UNUSED;
  const value = Math.round(level * 100);
  return Math.abs(value) <= 9999 ? value : UNUSED;
}
