import { expect, test } from 'vitest';
import type { DesktopCommand } from '../../../../../src-shared/contract/desktop.ts';
import { PageCommands } from '../../../../../src-main/doors/electron/page-commands.ts';
import { newGrantId } from '../../../../../src-shared/project/ids.ts';

const OPEN: DesktopCommand = {
  type: 'open',
  files: [{ grantId: newGrantId(), name: 'a.wav', kind: 'file', bytes: 4 }],
};
const IMPORT: DesktopCommand = { type: 'import' };

test('a command reaches every page that listens, in order', async () => {
  const commands = new PageCommands();
  const streams = [commands.listen(undefined), commands.listen(undefined)];
  const firsts = streams.map((stream) => stream.next());
  commands.send(IMPORT);
  commands.send(OPEN);
  for (const first of firsts) expect(await first).toEqual({ done: false, value: IMPORT });
  for (const stream of streams) expect(await stream.next()).toEqual({ done: false, value: OPEN });
});

test('opened files wait for a page; other commands are about a page that is not there', async () => {
  const commands = new PageCommands();
  commands.send(OPEN);
  commands.send(IMPORT);
  const stream = commands.listen(undefined);
  expect((await stream.next()).value).toEqual(OPEN);
  const next = stream.next();
  commands.send(IMPORT);
  expect((await next).value).toEqual(IMPORT);
});

test('a page that is gone ends its stream, and what comes then waits for the next one', async () => {
  const commands = new PageCommands();
  const gone = new AbortController();
  const next = commands.listen(gone.signal).next();
  gone.abort();
  expect(await next).toEqual({ done: true, value: undefined });
  commands.send(OPEN);
  expect((await commands.listen(undefined).next()).value).toEqual(OPEN);
});
