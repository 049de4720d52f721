const NAMES = ['C', 'C♯', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'A♭', 'A', 'B♭', 'B'] as const;

/** `A4`, or `A4 +20 ct`: scientific pitch notation, C4 being MIDI 60. */
export function pitchName(pitch: number): string {
  const nearest = Math.round(pitch);
  const cents = Math.round((pitch - nearest) * 100);
  const name = `${NAMES[((nearest % 12) + 12) % 12] ?? ''}${Math.floor(nearest / 12) - 1}`;
  return cents === 0 ? name : `${name} ${cents > 0 ? '+' : '−'}${Math.abs(cents)} ct`;
}
