import { formatDb, formatHz, formatNumber } from '../../../src-shared/format/numbers.ts';
import { SILENCE_DB } from '../../../src-shared/mixing/levels.ts';
import { parameterValue } from '../../../src-shared/mixing/processors/parameters.ts';
import { findDeclaration } from '../../../src-shared/mixing/processors/registry.ts';
import type { ParameterSpec } from '../../../src-shared/mixing/processors/types.ts';
import { everSends, sendPoints } from '../../../src-shared/mixing/send.ts';
import type { Track } from '../../../src-shared/project/document.ts';
import type { StripEntry } from '../../../src-shared/project/strip-entry.ts';
import type { Session } from './session.ts';

/** The sends that a track uses, with their levels after its fader. */
export function sendsOf(track: Track): string[] {
  return track.sendsDb.flatMap((db, room) => {
    if (!everSends(track, room)) return [];
    const level = sendPoints(track, room) === null ? formatDb(db, 1, SILENCE_DB) : 'automated';
    return [`send to room ${roomLetter(room)} ${level}`];
  });
}

/** The rooms that a track of the session sends to. */
export function roomLines({ document, tracks }: Session): string[] {
  const used = document.rooms.flatMap(({ gainDb, processor, impulse }, room) => {
    if (!tracks.some(({ track }) => everSends(track, room))) return [];
    const what = impulse === null ? settings(processor) : `impulse response "${impulse.name}"`;
    const state = processor.bypassed ? 'off' : `level ${formatDb(gainDb, 1, SILENCE_DB)}`;
    return [`  Room ${roomLetter(room)}: ${state}, ${what}`];
  });
  return used.length === 0 ? [] : ['', 'Rooms', ...used];
}

/** The settings of a processor by their names, as the window shows them. */
function settings({ processor, version, params }: StripEntry): string {
  const spec = findDeclaration(processor, version);
  if (spec === undefined) return processor;
  return spec.parameters.map((parameter) => setting(parameter, parameterValue(parameter, params))).join(', ');
}

function setting({ label, unit, choices }: ParameterSpec, value: number): string {
  const name = label.toLowerCase();
  if (choices !== undefined) return `${name} ${choices[Math.round(value)] ?? value}`;
  return `${name} ${unit === 'Hz' ? formatHz(value) : `${formatNumber(value, 0)} ${unit}`}`;
}

const roomLetter = (room: number): string => String.fromCharCode(65 + room);
