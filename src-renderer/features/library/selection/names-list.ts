import { secondsOf, type Recording } from '../../../../src-shared/contract/recording.ts';
import { csvOf } from '../../../../src-shared/studies/results/csv.ts';

/** A table of recordings, one line each, for a spreadsheet. */
export const namesList = (recordings: readonly Recording[]): string =>
  csvOf(
    recordings.map((recording) => ({
      title: recording.title,
      file: recording.fileName,
      composer: recording.metadata.composer,
      work: recording.metadata.work,
      players: recording.players.map(({ label }) => label).join('; '),
      seconds: secondsOf(recording),
    })),
  );

/** Hands the table to the browser as a file. */
export function downloadNames(recordings: readonly Recording[], name: string): void {
  const url = URL.createObjectURL(new Blob([namesList(recordings)], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
