import type { Io } from './call.ts';
import type { Command } from './command.ts';
import { invalid } from './options.ts';
import { didYouMean } from '../../../src-shared/format/suggest.ts';
import { Terminal } from './terminal.ts';
import { EXIT, verdictOf, type ExitStatus } from './status.ts';
import { isFailure } from '../../../src-shared/contract/failure.ts';
import { programLog } from '../../app/program/log.ts';
import { logPath, programPaths } from '../../app/program/paths.ts';

/** Commands are loaded on demand: `divisi models list` must not load the decoders. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  separate: async () => (await import('./separate.ts')).separate,
  swap: async () => (await import('./swap.ts')).swap,
  edit: async () => (await import('./edit.ts')).edit,
  align: async () => (await import('./align.ts')).align,
  identify: async () => (await import('./identify.ts')).identify,
  remix: async () => (await import('./remix.ts')).remix,
  export: async () => (await import('./export.ts')).exportCommand,
  compare: async () => (await import('./compare.ts')).compare,
  evaluate: async () => (await import('./evaluate.ts')).evaluate,
  cad2: async () => (await import('./cad2.ts')).cad2,
  quality: async () => (await import('./quality.ts')).quality,
  search: async () => (await import('./search.ts')).search,
  list: async () => (await import('./list.ts')).list,
  similar: async () => (await import('./similar.ts')).similar,
  import: async () => (await import('./import.ts')).importCommand,
  watch: async () => (await import('./watch.ts')).watch,
  jobs: async () => (await import('./jobs.ts')).jobs,
  adapt: async () => (await import('./adapt.ts')).adapt,
  relink: async () => (await import('./relink.ts')).relink,
  collections: async () => (await import('./collections.ts')).collections,
  storage: async () => (await import('./storage.ts')).storage,
  library: async () => (await import('./library.ts')).library,
  listeners: async () => (await import('./listeners.ts')).listeners,
  study: async () => (await import('./study.ts')).study,
  lab: async () => (await import('./lab.ts')).lab,
  models: async () => (await import('./models.ts')).models,
  doctor: async () => (await import('./doctor.ts')).doctor,
  bench: async () => (await import('./bench.ts')).bench,
  serve: async () => (await import('./serve.ts')).serve,
};

async function overview(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  return [
    'Divisi takes a recording of a small classical ensemble apart into its players.',
    '',
    'Usage: divisi COMMAND [ARGUMENTS]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`),
    '',
    'divisi COMMAND --help says more; divisi --version prints the version.',
    'Exit status: 0 done, 2 the call or its input is wrong, 3 the work failed, 130 interrupted.',
  ].join('\n');
}

async function dispatch(argv: readonly string[], io: Io): Promise<void> {
  const [name, ...args] = argv;
  if (name === undefined) throw invalid('a command is missing; divisi help lists them');
  if (name === '--version' || name === '-V') return io.out(`divisi ${programPaths().version}\n`);
  const wantsHelp = name === 'help' || name === '--help' || name === '-h';
  if (wantsHelp && args[0] === undefined) return io.out(`${await overview()}\n`);
  const asked = wantsHelp ? (args[0] ?? '') : name;
  const load = Object.hasOwn(COMMANDS, asked) ? COMMANDS[asked] : undefined;
  if (load === undefined) {
    const meant = didYouMean(asked, Object.keys(COMMANDS));
    throw invalid(`there is no command "${asked}"${meant === '' ? '; divisi help lists them' : meant}`);
  }
  const command = await load();
  const ownArgs = args.slice(0, args.includes('--') ? args.indexOf('--') : args.length);
  if (wantsHelp) return io.out(`${command.help(args.slice(1))}\n`);
  if (ownArgs.includes('--help') || ownArgs.includes('-h')) return io.out(`${command.help(ownArgs)}\n`);
  await command.run(args, io);
}

/** The line for stderr. The stack of a bug goes to the log file, and the line says where that is. */
function reported(argv: readonly string[], error: unknown, interrupted: boolean): string {
  const { line } = verdictOf(error, interrupted);
  // The application has logged it already.
  if (isFailure(error) && error.code === 'internal/error') return `${line} (${logPath()})`;
  if (interrupted || isFailure(error)) return line;
  const log = programLog();
  log.error(`divisi ${argv[0] ?? ''} (version ${programPaths().version}) failed unexpectedly`, error);
  log.close();
  return `${line} (details: ${logPath()})`;
}

/** Runs the program once; never throws. */
export async function main(argv: readonly string[]): Promise<ExitStatus> {
  const interrupt = new AbortController();
  const onSignal = (): void => {
    // A second interrupt means that something hangs, so exit immediately.
    if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
    interrupt.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  // Reports a bug outside any awaited call like any other error, in one line.
  const err = new Terminal(process.stderr);
  process.once('uncaughtException', (error) => {
    err.write(`divisi: ${reported(argv, error, false)}\n`);
    process.exit(EXIT.failed);
  });
  // The reader of a pipe may exit early (`divisi models list | head -1`), which is not an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const io: Io = {
    signal: interrupt.signal,
    out: (text) => new Terminal(process.stdout).write(text),
    err,
  };
  try {
    await dispatch(argv, io);
    return EXIT.done;
  } catch (error) {
    err.write(`divisi: ${reported(argv, error, interrupt.signal.aborted)}\n`);
    const { status } = verdictOf(error, interrupt.signal.aborted);
    if (process.env['DIVISI_DEBUG'] === '1') console.error(error);
    return status;
  } finally {
    for (const signal of signals) process.removeListener(signal, onSignal);
  }
}
