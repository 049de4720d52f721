import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Grants } from '../../../../src-main/app/grants.ts';
import { newGrantId } from '../../../../src-shared/project/ids.ts';
import { tempDir } from '../../../support/temp.ts';

/**
 * The desktop door's rules, with Electron's modules replaced by recorders: what it asks of Electron is checked
 * here, that Electron does it is checked by test/e2e/electron.spec.ts where the runtime starts.
 */
type Listener = (...args: unknown[]) => unknown;
const recorded = vi.hoisted(() => ({
  handlers: new Map<string, (...args: never[]) => unknown>(),
  revealed: [] as string[],
  told: [] as string[],
  children: [] as { pid: number; sent: unknown[]; emit(event: string, ...args: unknown[]): void }[],
}));

vi.mock('electron', () => {
  const record = (name: string) => (handler: (...args: never[]) => unknown) =>
    void recorded.handlers.set(name, handler);
  const listen = (channel: string, listener: (...args: never[]) => unknown) => record(channel)(listener);
  return {
    ipcMain: { on: listen, handle: listen },
    nativeImage: { createFromPath: (path: string) => ({ resize: () => `icon ${path}` }) },
    shell: { showItemInFolder: (path: string) => void recorded.revealed.push(path) },
    dialog: { showMessageBox: async ({ message }: { message: string }) => void recorded.told.push(message) },
    session: {
      defaultSession: {
        protocol: {
          handle: (scheme: string, handler: (...args: never[]) => unknown) =>
            record(`protocol:${scheme}`)(handler),
        },
        setPermissionRequestHandler: record('request'),
        setPermissionCheckHandler: record('check'),
        setDevicePermissionHandler: record('device'),
      },
    },
    utilityProcess: {
      fork: () => {
        const listeners = new Map<string, Listener[]>();
        const on = (event: string, listener: Listener) =>
          void listeners.set(event, [...(listeners.get(event) ?? []), listener]);
        const child = {
          pid: 12_345,
          sent: [] as unknown[],
          on,
          once: on,
          postMessage: (message: unknown) => void child.sent.push(message),
          emit: (event: string, ...args: unknown[]) => {
            for (const listener of listeners.get(event) ?? []) listener(...args);
          },
        };
        recorded.children.push(child);
        return child;
      },
    },
  };
});

const { isOwnPage, isOwnUrl, pinWindow, restrictPermissions, servePage } =
  await import('../../../../src-main/doors/electron/page.ts');
const { answerPage } = await import('../../../../src-main/doors/electron/answers.ts');
const { utilitySpawn } = await import('../../../../src-main/doors/electron/spawn.ts');

const handler = (name: string): Listener => {
  const found = recorded.handlers.get(name);
  if (found === undefined) throw new Error(`No handler for ${name}`);
  return found as Listener;
};

test('only the main frame of the own page is answered', () => {
  const event = (url: string, parent: object | null = null) =>
    isOwnPage({ senderFrame: { url, parent } } as unknown as Parameters<typeof isOwnPage>[0]);
  expect(event('divisi://app/')).toBe(true);
  expect(event('divisi://app/index.html#/library')).toBe(true);
  expect(event('divisi://app/', {})).toBe(false);
  for (const url of [
    'https://app/',
    'divisi://application/',
    'divisi://app.evil/',
    'file:///app/',
    'about:blank',
    '',
  ]) {
    expect(event(url), url).toBe(false);
  }
  expect(isOwnPage({ senderFrame: null } as unknown as Parameters<typeof isOwnPage>[0])).toBe(false);
});

test('files are granted, shown and dragged for the own page alone; one that is gone is told, not thrown', () => {
  const folder = tempDir();
  const path = join(folder, 'mix.wav');
  writeFileSync(path, 'RIFF');
  mkdirSync(join(folder, 'takes'));
  const grants = new Grants();
  const noted: string[] = [];
  answerPage(
    { router: {} as Parameters<typeof answerPage>[0]['router'], grants },
    { icon: 'icon.png', note: (files) => noted.push(...files.map((file) => file.path)) },
  );
  const dragged: unknown[] = [];
  const sender = { startDrag: (item: unknown) => void dragged.push(item) };
  const own = { sender, senderFrame: { url: 'divisi://app/', parent: null } };
  const other = { sender, senderFrame: { url: 'https://evil.example/', parent: null } };
  const grant = handler('divisi:grant');
  const reveal = handler('divisi:reveal');
  const drag = handler('divisi:drag');

  expect(grant(own, [path, join(folder, 'takes')])).toMatchObject([
    { name: 'mix.wav', kind: 'file', bytes: 4 },
    { name: 'takes', kind: 'folder' },
  ]);
  expect(() => grant(other, [path])).toThrow('Not from this page');
  for (const bad of [path, [''], [1]]) expect(() => grant(own, bad)).toThrow();
  expect(noted).toEqual([path, join(folder, 'takes')]);

  const { grantId } = grants.grantPath(path, { kind: 'file', access: 'read' });
  reveal(other, grantId);
  expect(recorded.revealed).toEqual([]);
  reveal(own, grantId);
  expect(recorded.revealed).toEqual([grants.resolve(grantId, 'read').path]);
  drag(other, grantId);
  expect(dragged).toEqual([]);
  drag(own, grantId);
  expect(dragged).toEqual([{ file: grants.resolve(grantId, 'read').path, icon: 'icon icon.png' }]);
  const viola = join(folder, 'viola.wav');
  writeFileSync(viola, 'RIFF');
  const second = grants.grantPath(viola, { kind: 'file', access: 'read' }).grantId;
  drag(own, [grantId, second]);
  const files = [grantId, second].map((id) => grants.resolve(id, 'read').path);
  expect(dragged.pop()).toEqual({ file: files[0], files, icon: 'icon icon.png' });
  rmSync(path);
  drag(own, grantId);
  drag(own, [grantId, second]);
  expect(dragged).toHaveLength(1);
  expect(recorded.told.splice(0)).toEqual(Array(2).fill('"mix.wav" is no longer there'));
  for (const id of [grantId, newGrantId(), 'no id', undefined]) reveal(own, id);
  expect(recorded.revealed).toHaveLength(1);
  expect(recorded.told).toEqual([
    '"mix.wav" is no longer there',
    'Choose the file again: Divisi may no longer open it',
  ]);
});

describe('what the page is served', () => {
  beforeEach(() => {
    servePage({
      files: async (request) => new Response(`file ${new URL(request.url).pathname}`),
      media: async (request) => new Response(`media ${request.headers.get('range') ?? ''}`, { status: 206 }),
    });
  });
  const ask = async (url: string, init: RequestInit = {}): Promise<Response> =>
    (await handler('protocol:divisi')({
      url,
      method: init.method ?? 'GET',
      headers: new Headers(init.headers),
    })) as Response;

  test('files and audio from one origin, with the serve door’s headers', async () => {
    const page = await ask('divisi://app/index.html');
    expect(await page.text()).toBe('file /index.html');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(page.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    const audio = await ask('divisi://app/media/rec_0/pcm', { headers: { range: 'bytes=0-7' } });
    expect([audio.status, await audio.text()]).toEqual([206, 'media bytes=0-7']);
  });

  test('nothing for other hosts or methods', async () => {
    expect((await ask('divisi://elsewhere/index.html')).status).toBe(405);
    expect((await ask('divisi://app/index.html', { method: 'POST' })).status).toBe(405);
  });
});

test('the page may choose an output and read the names of devices; on one page it gets a sound input', () => {
  restrictPermissions();
  const request = (permission: string, mediaTypes: string[] = [], url = 'divisi://app/#/live'): unknown => {
    let answer: unknown;
    handler('request')({ getURL: () => url }, permission, (given: unknown) => (answer = given), {
      mediaTypes,
    });
    return answer;
  };
  expect(request('media', ['audio'])).toBe(true);
  expect(request('media', ['audio'], 'divisi://app/#/')).toBe(false);
  expect(request('media', ['audio'], 'https://evil.example/#/live')).toBe(false);
  expect(request('media', ['video'])).toBe(false);
  expect(request('media', ['audio', 'video'])).toBe(false);
  const check = (permission: string, origin = 'divisi://app/', mediaType?: string) =>
    handler('check')({}, permission, origin, { mediaType });
  expect(request('speaker-selection')).toBe(true);
  for (const permission of ['media', 'geolocation', 'notifications', 'openExternal', 'fileSystem']) {
    expect(request(permission), permission).toBe(false);
  }
  expect(check('media', 'divisi://app/', 'audio')).toBe(true);
  expect(check('media', 'divisi://app/', 'video')).toBe(false);
  expect(check('speaker-selection', 'https://evil.example/')).toBe(false);
  expect(check('serial')).toBe(false);
  expect(handler('device')({})).toBe(false);
});

test('a window stays on its page', () => {
  const listeners = new Map<string, Listener>();
  let opener: Listener = () => undefined;
  pinWindow({
    on: (event: string, listener: Listener) => void listeners.set(event, listener),
    setWindowOpenHandler: (given: Listener) => (opener = given),
  } as unknown as Parameters<typeof pinWindow>[0]);
  const prevented = (event: string, url: string): boolean => {
    let stopped = false;
    listeners.get(event)?.({ url, preventDefault: () => (stopped = true) });
    return stopped;
  };
  expect(prevented('will-navigate', 'https://example.org/')).toBe(true);
  expect(prevented('will-navigate', 'divisi://app/#/editor')).toBe(false);
  expect(prevented('will-redirect', 'divisi://app/')).toBe(true);
  expect(prevented('will-attach-webview', '')).toBe(true);
  expect(opener({ url: 'https://example.org/' })).toEqual({ action: 'deny' });
  expect(isOwnUrl('divisi://app')).toBe(true);
});

test('a worker in a utility process: messages both ways, its end once, and a kill that can not be ignored', () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  try {
    const worker = utilitySpawn(new URL('file:///divisi/task-process.js'));
    const child = recorded.children.at(-1);
    if (child === undefined) throw new Error('Nothing was started');
    const heard: unknown[] = [];
    worker.onMessage((message) => heard.push(message));
    worker.onExit((code) => heard.push(['exit', code]));
    worker.post({ type: 'start' });
    child.emit('message', { type: 'progress' });
    worker.kill();
    expect(kill).toHaveBeenCalledWith(12_345, 'SIGKILL');
    child.emit('exit', 9);
    worker.post({ type: 'cancel' });
    worker.kill();
    expect(kill).toHaveBeenCalledTimes(1);
    expect(child.sent).toEqual([{ type: 'start' }]);
    expect(heard).toEqual([{ type: 'progress' }, ['exit', 9]]);
  } finally {
    kill.mockRestore();
  }
});
