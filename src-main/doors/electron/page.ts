import { statSync } from 'node:fs';
import { session, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { isLiveInputPath } from '../../api/live-input.ts';
import { SECURITY_HEADERS } from '../security-headers.ts';

export const SCHEME = 'divisi';
/** The window's route to live input. */
const LIVE_HASH = '#/live';
export const PAGE_URL = `${SCHEME}://app/`;

/** True for the program's own page in a window's main frame; no other frame gets an answer. */
export function isOwnPage(event: IpcMainEvent | IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && isOwnUrl(frame.url);
}

export function isOwnUrl(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && parsed.protocol === `${SCHEME}:` && parsed.host === 'app';
}

/** Serves page and audio from one origin, with the handlers of the serve door. */
export function servePage(handlers: {
  readonly files: (request: Request) => Promise<Response>;
  readonly media: (request: Request) => Promise<Response>;
}): void {
  session.defaultSession.protocol.handle(SCHEME, async (request) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const { pathname } = new URL(request.url);
    const isBlock = request.method === 'PUT' && isLiveInputPath(pathname);
    if (!isOwnUrl(request.url) || !(isRead || isBlock)) return new Response('Not allowed', { status: 405 });
    const isMedia = pathname.startsWith('/media/');
    const answer = isMedia ? await handlers.media(request) : await handlers.files(request);
    const headers = new Headers(answer.headers);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) headers.set(name, value);
    return new Response(answer.body, { status: answer.status, headers });
  });
}

/**
 * Grants the program's own page the choice of an audio output, and on the page of live input, which asks in answer to the
 * user's press, a sound input. The check also lets the page read device names. Cameras, screens and everything else are
 * refused.
 */
export function restrictPermissions(): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((contents, permission, answer, details) => {
    const page = contents.getURL();
    const isSound =
      permission === 'media' && 'mediaTypes' in details && details.mediaTypes.join() === 'audio';
    const isAllowed = permission === 'speaker-selection' || (isSound && new URL(page).hash === LIVE_HASH);
    answer(isOwnUrl(page) && isAllowed);
  });
  defaultSession.setPermissionCheckHandler((_contents, permission, origin, details) => {
    if (!isOwnUrl(origin)) return false;
    return permission === 'speaker-selection' || (permission === 'media' && details.mediaType === 'audio');
  });
  defaultSession.setDevicePermissionHandler(() => false);
}

/** Prevents navigation to other pages, new windows and embedded pages. */
export function pinWindow(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isOwnUrl(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

export const kindOf = (path: string): 'file' | 'folder' => (statSync(path).isDirectory() ? 'folder' : 'file');
