import { useEffect, useRef } from 'react';
import type { DesktopCommand } from '../../src-shared/contract/desktop.ts';
import { api } from './client.ts';
import { useCapabilities } from './store.ts';

type Of<T extends DesktopCommand['type']> = Extract<DesktopCommand, { type: T }>;

const AGAIN_MS = 1_000;
const listeners = new Set<(command: DesktopCommand) => void>();

/** Receives menu and system commands for the lifetime of the page, if the platform sends any. */
export function useDesktopCommands(): void {
  const hasMenu = useCapabilities()?.menu ?? false;
  useEffect(() => {
    if (!hasMenu) return undefined;
    const gone = new AbortController();
    const { signal } = gone;
    const isGone = (): boolean => signal.aborted;
    void (async () => {
      while (!isGone()) {
        try {
          for await (const command of await api.desktop.commands(undefined, { signal })) {
            for (const listener of listeners) listener(command);
          }
        } catch (error) {
          if (!isGone()) console.warn('The stream of commands ended', error);
        }
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    })();
    return () => gone.abort();
  }, [hasMenu]);
}

/** Runs `handler` on each command of this type while the component is mounted. */
export function useDesktopCommand<T extends DesktopCommand['type']>(
  type: T,
  handler: (command: Of<T>) => void,
): void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => {
    const isWanted = (command: DesktopCommand): command is Of<T> => command.type === type;
    const listener = (command: DesktopCommand): void => {
      if (isWanted(command)) latest.current(command);
    };
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, [type]);
}
