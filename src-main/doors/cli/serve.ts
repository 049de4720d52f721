import { resolve } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { readText } from '../../audio/read/regular-file.ts';
import { programLog, type Log } from '../../app/program/log.ts';
import { defaultLibraryDir, logPath } from '../../app/program/paths.ts';
import { openBrowser } from '../serve/open-browser.ts';
import { openServeDoor } from '../serve.ts';
import { invalid, parseCall, wholeNumber, type Command, type Io } from './call.ts';

const OPTIONS = {
  port: { type: 'string' },
  listen: { type: 'string', default: '127.0.0.1' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'allow-host': { type: 'string', multiple: true },
  root: { type: 'string' },
  library: { type: 'string' },
  'read-only': { type: 'boolean' },
  'no-open': { type: 'boolean' },
} as const;

export const serve: Command = {
  name: 'serve',
  summary: 'Opens Divisi in a browser',
  help: `Usage: divisi serve [OPTIONS]

Serves Divisi on this machine, prints the one link that opens it (once, in one browser) and opens a browser where
there is one. Ctrl-C ends it.

  --port N             only this port; 0 is any free one. Left out: 4847, or any where that is taken
  --root DIR           a folder whose files can be imported without uploading them
  --library DIR        the library; the user's own where left out
  --read-only          changes nothing; works beside another program that has the library open
  --no-open            only prints the link
  --allow-host NAME    also answers to this name, as behind an SSH or HTTPS tunnel; may be repeated
  --listen ADDR        another address than 127.0.0.1; needs --tls-cert FILE and --tls-key FILE`,
  run,
};

async function readTls(cert: string | undefined, key: string | undefined) {
  if (cert === undefined && key === undefined) return null;
  if (cert === undefined || key === undefined) throw invalid('--tls-cert and --tls-key go together');
  const read = (path: string) =>
    readText(path).catch((cause: unknown) => {
      throw new Failure('file/not-found', `"${path}" can't be read`, { cause });
    });
  return { cert: await read(cert), key: await read(key) };
}

/** Messages go to the terminal as one line; the log file has what is known beside them. */
const stderrLog = (io: Io): Log => ({
  info: () => undefined,
  warn: (message) => io.err.write(`warning: ${message}\n`),
  error: (message) => io.err.write(`error: ${message} (details: ${logPath()})\n`),
});

async function run(args: readonly string[], io: Io): Promise<void> {
  const { values } = parseCall(args, OPTIONS, []);
  const door = await openServeDoor({
    libraryDir: resolve(values.library ?? defaultLibraryDir()),
    port: values.port === undefined ? null : wholeNumber(values.port, '--port', 0, 65_535),
    address: values.listen,
    tls: await readTls(values['tls-cert'], values['tls-key']),
    allowHosts: values['allow-host'] ?? [],
    root: values.root ?? null,
    readOnly: values['read-only'] === true,
    log: programLog(stderrLog(io)),
  });
  try {
    io.out(`Divisi: ${door.url}\n`);
    if (values['no-open'] !== true) openBrowser(door.url);
    await new Promise<void>((end) => {
      if (io.signal.aborted) end();
      else io.signal.addEventListener('abort', () => end(), { once: true });
    });
  } finally {
    await door.close();
  }
}
