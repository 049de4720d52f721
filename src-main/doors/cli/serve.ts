import { readFile } from 'node:fs/promises';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { programLog, type Log } from '../../app/program/log.ts';
import { logPath } from '../../app/program/paths.ts';
import { openBrowser } from '../serve/open-browser.ts';
import { openServeDoor } from '../serve.ts';
import type { Io } from './call.ts';
import { command } from './command.ts';
import { libraryOption } from './common-options.ts';
import { byDefault, flag, invalid, repeatable, text, value, wholeNumber } from './options.ts';

export const serve = command({
  name: 'serve',
  summary: 'Opens Divisi in a browser',
  positionals: [],
  about: `Serves Divisi on this machine, prints the one link that opens it (once, in one browser) and opens a browser where
    there is one. Ctrl-C ends it.`,
  options: {
    port: value(
      'N',
      'only this port; 0 is any free one. Left out: 4847, or any where that is taken',
      wholeNumber(0, 65_535),
    ),
    root: text(
      'DIR',
      'a folder whose files can be imported without uploading them, and into which the library can be moved',
    ),
    library: libraryOption('the library'),
    'read-only': flag('changes nothing; works beside another program that has the library open'),
    'no-open': flag('only prints the link'),
    'allow-host': repeatable(text('NAME', 'also answers to this name, as behind an SSH or HTTPS tunnel')),
    listen: byDefault(
      text('ADDR', 'the address; any but this machine’s own needs --tls-cert and --tls-key'),
      '127.0.0.1',
    ),
    'tls-cert': text('FILE', 'the TLS certificate, PEM'),
    'tls-key': text('FILE', 'its key, PEM'),
  },
  async run({ values }, io) {
    const door = await openServeDoor({
      libraryDir: values.library,
      port: values.port ?? null,
      address: values.listen,
      tls: await readTls(values['tls-cert'], values['tls-key']),
      allowHosts: values['allow-host'],
      root: values.root ?? null,
      readOnly: values['read-only'],
      log: programLog(stderrLog(io)),
    });
    try {
      io.out(`Divisi: ${door.url}\n`);
      if (!values['no-open']) openBrowser(door.url);
      await new Promise<void>((end) => {
        if (io.signal.aborted) end();
        else io.signal.addEventListener('abort', () => end(), { once: true });
      });
    } finally {
      await door.close();
    }
  },
});

async function readTls(cert: string | undefined, key: string | undefined) {
  if (cert === undefined && key === undefined) return null;
  if (cert === undefined || key === undefined) throw invalid('--tls-cert and --tls-key go together');
  const read = (path: string) =>
    readFile(path, 'utf8').catch((cause: unknown) => {
      throw new Failure('file/not-found', `"${path}" can't be read`, { cause });
    });
  return { cert: await read(cert), key: await read(key) };
}

/** Prints only messages on the terminal, one line each; the log file contains the details. */
const stderrLog = (io: Io): Log => ({
  info: () => undefined,
  warn: (message) => io.err.write(`warning: ${message}\n`),
  error: (message) => io.err.write(`error: ${message} (details: ${logPath()})\n`),
});
