import type { FailureCode } from '../../contract/failure.ts';

interface FailureWords {
  /** What happened, for languages other than the host's; null: the host's own sentence, which is more specific. */
  readonly title: string | null;
  /** What to do about it; empty where the title says it all. */
  readonly advice: string;
}

const advise = (advice: string): FailureWords => ({ title: null, advice });

const byCode: Readonly<Record<FailureCode, FailureWords>> = {
  'call/invalid': advise('Check what you entered and try again.'),
  'call/cancelled': advise(''),
  'call/unauthorised': advise('Open the address that Divisi printed when it started.'),
  'file/not-found': advise('It may have been moved or renamed. Put it back, or import it again.'),
  'file/unreadable': advise('Check that other programs can open the file and that you may read it.'),
  'file/empty': advise('Choose another file.'),
  'file/truncated': advise('The file ends too early. Copy or download it again.'),
  'file/unsupported': advise(''),
  'file/too-large': advise('Split the file, or start Divisi on the machine that holds it.'),
  'file/not-granted': advise('Choose the file again.'),
  'file/exists': advise('Choose another name or folder.'),
  'audio/no-samples': advise('Choose another file.'),
  'audio/not-finite': advise(
    'The file contains values that are not numbers. Export it again from the program that made it.',
  ),
  'audio/channels': advise('Choose them in the list of jobs.'),
  'audio/sample-rate': advise('Convert it to a rate between 8 and 384 kHz.'),
  'audio/not-ready': advise('You can listen to it as soon as it is separated.'),
  'audio/clips': advise('Export as 32-bit float, or lower the gain.'),
  'disk/full': advise('Free some space, then start again: finished parts are kept.'),
  'disk/unwritable': advise('Choose a folder that you may write to.'),
  'model/unknown': advise('Choose a model that is installed.'),
  'model/invalid': advise('Ask the model’s author for a corrected folder.'),
  'model/hash-mismatch': advise('Its weights do not match its manifest. Install the model again.'),
  'model/unsupported': advise('Choose another model.'),
  'model/load-failed': advise('Choose another model, or see in Settings what this computer can run.'),
  'players/none': advise('Add at least one player that the model can separate.'),
  'players/unknown-instrument': advise('Choose another instrument, or leave it in the rest.'),
  'players/too-many': advise('Remove some players, or choose another model.'),
  'library/locked': advise('Close the other Divisi that uses this library.'),
  'library/read-only': advise('Another Divisi has this library open. Close it to make changes here.'),
  'library/newer': advise('A newer Divisi wrote this library. Update Divisi to open it.'),
  'library/damaged': advise('Restore the library from its backup.'),
  'library/no-database': advise('Rebuild the database from the files, or restore a backup.'),
  'library/not-found': advise('If it was removed, restore it from the trash in the settings.'),
  'library/duplicate': advise(''),
  'library/moving': advise('Wait until it is in its new place.'),
  'library/busy': advise('Wait until they are finished, or cancel them, then move the library.'),
  'library/place': advise('Choose another folder.'),
  'library/no-room': advise('Free some space on that disk, or choose another one.'),
  'library/untrusted': advise('If you know where the library comes from, trust it in the settings.'),
  'separation/unchanged': advise('Correct some notes first, or choose another passage.'),
  'study/invalid': advise('Correct the study, then try again.'),
  'live/no-model': advise('Add a causal model on the page of models.'),
  'live/too-slow': advise(
    'Close other programs or wait until Divisi has finished its jobs, then try again. Fewer players need less work.',
  ),
  'live/ended': advise('Start it again.'),
  'lab/differs': advise(''),
  'study/conflict': advise('Reload the study to continue from there.'),
  'separation/busy': advise('Wait for the edit to end, or cancel it.'),
  'project/conflict': advise('This project was changed elsewhere. Reload it to see the newest version.'),
  'project/invalid': advise('The project’s file is not valid.'),
  'job/not-found': advise('It has already been removed.'),
  'python/missing': advise('Install it as shown, then check again.'),
  'python/packages': advise('Install them as shown, then check again.'),
  'adapt/material': advise(''),
  'adapt/busy': advise('Wait for it to end, or stop it.'),
  'notes/invalid': advise(''),
  'notes/does-not-fit': advise('Check that it is a score of this piece.'),
  'notes/none-heard': advise('Check who is playing, or add a score.'),
  'notes/conflict': advise('These notes were changed elsewhere. Reload them to see the newest version.'),
  'score/invalid': advise('Export the score again from the program that made it, as MusicXML or MIDI.'),
  'score/no-notes': advise('Choose a score that contains notes.'),
  'listener/invalid': advise('Correct the listener, or choose another file.'),
  'process/died': advise('Try again. Finished parts are kept.'),
  'internal/error': advise('Try again. If it happens again, report it with the details.'),
};

/** What a failure's code means to the user, and what to do. */
export const failures = {
  byCode,
  bug: 'Something went wrong inside Divisi.',
  /** The host's own sentence, beside a title in another language. */
  hostSays: (message: string) => `Details: ${message}`,
};
