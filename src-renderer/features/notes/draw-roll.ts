import { isDoubtful } from '../../../src-shared/project/doubtful-notes.ts';
import type { NotesDocument } from '../../../src-shared/project/notes.ts';
import { formatTime } from '../../../src-shared/format/time.ts';
import { pixelOf, tickDigits, ticks, tickStep, type TimelineView } from '../../ui/timeline-view.ts';
import { pitchName } from '../../../src-shared/format/pitch.ts';
import { boxOf, pitchTop, rowHeight, type PitchView, type Rectangle } from './roll-view.ts';

export interface RollColours {
  /** By player id. */
  readonly players: ReadonlyMap<string, string>;
  readonly line: string;
  readonly dark: string;
  readonly text: string;
  readonly selection: string;
}

export interface RollPicture {
  readonly document: NotesDocument;
  readonly selected: ReadonlySet<string>;
  /** The player whose notes stand out; null where all do. */
  readonly only: string | null;
  readonly lasso: Rectangle | null;
  /** The rows stay clear, and the notes let through what lies behind them. */
  readonly isOverSound: boolean;
  readonly time: TimelineView;
  readonly pitch: PitchView;
}

/** In CSS pixels: the outline of notes that may be another player's. */
const DASH = [3, 2];

/** Draws the notes over `width` CSS pixels: rows of semitones, then notes in their players' colours. */
export function drawRoll(
  context: CanvasRenderingContext2D,
  width: number,
  picture: RollPicture,
  colours: RollColours,
): void {
  const { pitch, time, document, selected, only, lasso } = picture;
  drawRows(context, width, picture, colours);
  drawTimes(context, width, picture, colours);
  const passes = only === null ? [null] : [false, true];
  for (const standingOut of passes) {
    for (const note of document.notes) {
      const isOnly = note.player === only;
      if (standingOut !== null && isOnly !== standingOut) continue;
      const box = boxOf(note, time, pitch);
      if (box.left > width || box.left + box.width < 0) continue;
      const isSelected = selected.has(note.id);
      context.globalAlpha =
        (only === null || isOnly ? 1 : 0.3) *
        (0.45 + 0.55 * note.confidence) *
        (picture.isOverSound ? 0.85 : 1);
      context.fillStyle = colours.players.get(note.player) ?? colours.text;
      context.fillRect(box.left, box.top + 0.5, Math.max(1, box.width - 1), Math.max(2, box.height - 1));
      const outlined = isSelected || isDoubtful(note);
      if (!outlined) continue;
      context.globalAlpha = 1;
      context.lineWidth = isSelected ? 2 : 1;
      context.setLineDash(isDoubtful(note) ? DASH : []);
      context.strokeStyle = colours.text;
      context.strokeRect(box.left, box.top + 0.5, Math.max(1, box.width - 1), Math.max(2, box.height - 1));
      context.setLineDash([]);
    }
  }
  context.globalAlpha = 1;
  if (lasso === null) return;
  context.fillStyle = colours.selection;
  context.fillRect(lasso.x0, lasso.y0, lasso.x1 - lasso.x0, lasso.y1 - lasso.y0);
}

const LABEL_PIXELS = 80;

function drawTimes(
  context: CanvasRenderingContext2D,
  width: number,
  { time, pitch, document }: RollPicture,
  colours: RollColours,
): void {
  const { frames, sampleRate } = document;
  const digits = tickDigits(tickStep(time, sampleRate, LABEL_PIXELS));
  for (const { frame, major } of ticks(time, { frames, width }, sampleRate, LABEL_PIXELS)) {
    if (!major) continue;
    const x = pixelOf(time, frame);
    context.fillStyle = colours.line;
    context.fillRect(x, 0, 1, pitch.height);
    context.fillStyle = colours.text;
    context.globalAlpha = 0.7;
    context.fillText(formatTime(frame / sampleRate, digits), x + 4, 9);
    context.globalAlpha = 1;
  }
}

const isBlackKey = (pitch: number): boolean => [1, 3, 6, 8, 10].includes(((pitch % 12) + 12) % 12);

function drawRows(
  context: CanvasRenderingContext2D,
  width: number,
  { pitch, isOverSound }: RollPicture,
  colours: RollColours,
): void {
  const row = rowHeight(pitch);
  context.font = '11px system-ui, sans-serif';
  context.textBaseline = 'middle';
  for (let semitone = pitch.low; semitone < pitch.high; semitone += 1) {
    const top = pitchTop(pitch, semitone);
    if (isBlackKey(semitone) && !isOverSound) {
      context.fillStyle = colours.dark;
      context.fillRect(0, top, width, row);
    }
    if (((semitone % 12) + 12) % 12 !== 0) continue;
    context.fillStyle = colours.line;
    context.fillRect(0, top + row - 0.5, width, 1);
    context.fillStyle = colours.text;
    context.globalAlpha = 0.7;
    context.fillText(pitchName(semitone), 4, top + row / 2);
    context.globalAlpha = 1;
  }
}
