import { createApp, type App, type AppOptions } from '../app/app.ts';
import { participantHandler, type ParticipantHandler } from './listening-test.ts';
import { mediaHandler, type MediaHandler } from './media.ts';
import { createRouter, type HostRouter } from './router.ts';

export type HostOptions = AppOptions;

/** The application as a door serves it: calls through the router, audio through the media handler. */
export interface Host extends Omit<
  App,
  'audio' | 'spectrograms' | 'openCover' | 'stemArchive' | 'liveInput' | 'tests' | 'log' | 'batch'
> {
  readonly router: HostRouter;
  isBatchRunning(): boolean;
  readonly media: MediaHandler;
  readonly participants: ParticipantHandler;
}

/** @throws Failure as `createApp` */
export async function createHost(options: HostOptions): Promise<Host> {
  const { calls, audio, spectrograms, openCover, stemArchive, liveInput, tests, log, batch, ...app } =
    await createApp(options);
  batch.takeUp();
  return {
    ...app,
    calls,
    isBatchRunning: () => batch.isRunning,
    router: createRouter(calls, log),
    media: mediaHandler({ audio, spectrograms, openCover, stemArchive, liveInput, log }),
    participants: participantHandler(tests, log),
  };
}
