import { words } from '../../../words/words.ts';

interface Props {
  readonly name: string;
  /** The highest peak since the last reset in dBFS, once it passed full scale; null before. */
  readonly clippedDb: number | null;
  onReset: () => void;
}

/** Lights once a peak passes 0 dBFS, until it is pressed. */
export function ClipLight({ name, clippedDb, onReset }: Props) {
  const text = words().meters;
  const label = clippedDb === null ? text.notClipped(name) : text.clipped(name, clippedDb.toFixed(1));
  return (
    <button
      type="button"
      className="clip-light"
      data-clipped={clippedDb !== null || undefined}
      disabled={clippedDb === null}
      aria-label={label}
      title={label}
      onClick={onReset}
      onPointerDown={(event) => event.stopPropagation()}
    />
  );
}
