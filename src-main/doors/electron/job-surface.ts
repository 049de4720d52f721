import { Notification, powerSaveBlocker, type BrowserWindow } from 'electron';
import type { JobNotice, JobSurface } from './job-notices.ts';

/** The taskbar, the power settings and the notifications of the system. */
export function jobSurface(
  window: () => BrowserWindow | null,
  onClick: (notice: JobNotice) => void,
): JobSurface {
  let blocker: number | null = null;
  // Keeps a reference: a notification may otherwise be garbage-collected, and its click lost.
  const shown = new Set<Notification>();
  return {
    showProgress: (progress) => window()?.setProgressBar(progress ?? -1),
    keepAwake: (isNeeded) => {
      if (isNeeded === (blocker !== null)) return;
      if (blocker !== null) powerSaveBlocker.stop(blocker);
      blocker = isNeeded ? powerSaveBlocker.start('prevent-app-suspension') : null;
    },
    isWatched: () => window()?.isFocused() === true,
    notify: (notice) => {
      const open = window();
      open?.flashFrame(true);
      open?.once('focus', () => open.flashFrame(false));
      if (!Notification.isSupported()) return;
      const notification = new Notification({ title: notice.title, body: notice.body });
      shown.add(notification);
      notification.on('click', () => onClick(notice));
      notification.on('close', () => shown.delete(notification));
      notification.show();
    },
  };
}
