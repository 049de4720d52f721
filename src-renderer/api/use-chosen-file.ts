import { useRef, useState, type ChangeEvent } from 'react';
import type { GrantedFile } from '../../src-shared/contract/system.ts';
import { api } from './client.ts';
import { useAction } from './hooks.ts';
import { useCapabilities } from './store.ts';
import { upload } from './uploads.ts';

/** What the browser's dialog offers. */
const ACCEPTED = {
  audio: 'audio/*,.wav,.aif,.aiff,.flac',
  image: 'image/jpeg,image/png',
  archive: '.zip,application/zip',
} as const;

/**
 * Lets the user choose an audio file, a picture or an archive, in a native dialog or in the browser's.
 * @param onChosen called with the granted file
 */
export function useChosenFile(kind: keyof typeof ACCEPTED, onChosen: (file: GrantedFile) => void) {
  const dialogs = useCapabilities()?.fileDialogs ?? false;
  const input = useRef<HTMLInputElement>(null);
  const choosing = useAction(async () => {
    const [file] = await api.files.openDialog({ kind });
    if (file !== undefined) onChosen(file);
  });
  const [sent, setSent] = useState<number | null>(null);
  const stop = useRef<AbortController | null>(null);
  const sending = useAction(async (file: File) => {
    const controller = new AbortController();
    stop.current = controller;
    setSent(0);
    try {
      const onProgress = (bytes: number): void => setSent(bytes / Math.max(1, file.size));
      onChosen(await upload(file, onProgress, controller.signal));
    } finally {
      setSent(null);
    }
  });
  return {
    choose: (): void => (dialogs ? choosing.run() : input.current?.click()),
    busy: choosing.busy || sending.busy,
    error: choosing.error ?? sending.error,
    /** The share of the file that is sent, from 0 to 1; null while none is on its way. */
    sent,
    /** Stops sending. */
    cancel: (): void => stop.current?.abort(),
    /** For the hidden `<input>` that opens the browser's dialog. */
    input: {
      ref: input,
      hidden: true,
      type: 'file',
      'aria-hidden': true,
      tabIndex: -1,
      accept: ACCEPTED[kind],
      onChange: (event: ChangeEvent<HTMLInputElement>): void => {
        const [file] = event.target.files ?? [];
        event.target.value = '';
        if (file !== undefined) sending.run(file);
      },
    },
  } as const;
}
