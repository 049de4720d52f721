import { doctorReport, type DoctorReport } from '../../app/program/doctor-report.ts';
import { modelsIn } from '../../app/program/models.ts';
import { thisProgram } from '../../app/program/program.ts';
import { command } from './command.ts';
import { json, libraryOption } from './common-options.ts';
import { print } from './use-case.ts';

export const doctor = command({
  name: 'doctor',
  summary: 'Tells what is installed and tries what runs the models',
  positionals: [],
  about: `Versions, execution providers (each is tried with the default model), other models (each is tried once), library,
    disk, and the helper programs found: ffmpeg (more audio formats), and Python with PyTorch (divisi adapt), or how to
    install it.`,
  options: { library: libraryOption('the library'), json },
  json: 'all of it',
  async run({ values }, io) {
    const program = thisProgram();
    const report = await doctorReport({
      libraryDir: values.library,
      registry: modelsIn(program, values.library),
      spawn: program.spawn,
      verdicts: program.verdicts,
      signal: io.signal,
    });
    print(io, values.json, report, () => inWords(report));
  },
});

interface Tried {
  readonly works: boolean;
  readonly reason: string | null;
  readonly real_time_factor: number | null;
  readonly nodes?: number | null;
  readonly nodes_on_cpu?: number | null;
}

const triedInWords = ({ works, reason, real_time_factor, nodes, nodes_on_cpu: onCpu }: Tried): string =>
  works
    ? `works, ${real_time_factor?.toFixed(3) ?? '?'} s of work for each second of audio${
        (onCpu ?? 0) > 0 ? `; ${onCpu} of the model’s ${nodes} operations run on the CPU` : ''
      }`
    : `does not work: ${reason ?? ''}`;

function inWords(report: DoctorReport): string {
  const { machine, library } = report;
  const rows: [string, string][] = [
    [
      'Divisi',
      `${report.program.version}${report.program.window_built ? '' : ', window not built (npm run build:renderer)'}`,
    ],
    [
      'Machine',
      `${machine.platform}, ${machine.cpu}, ${machine.cores} cores, ${machine.memory_mb} MB (${machine.free_memory_mb} MB free)`,
    ],
    ['Node', report.runtime.node],
    ['Electron', report.runtime.electron ?? 'not installed'],
    ['Inference', `${report.runtime.inference ?? 'did not run'}, ${report.threads} threads`],
    [
      'Model',
      report.model === null ? (report.model_problem ?? 'none') : `${report.model.id} ${report.model.version}`,
    ],
    ...report.providers.map((tried): [string, string] => [`  ${tried.provider}`, triedInWords(tried)]),
    ...report.other_models.map((tried): [string, string] => [
      '',
      `${tried.id} ${tried.version} ${triedInWords(tried)}`,
    ]),
    [
      'Listens',
      report.listening_model === null
        ? (report.listening_model_problem ?? 'none')
        : `${report.listening_model.id} ${report.listening_model.version}`,
    ],
    [
      'Library',
      `${library.folder}${library.exists ? '' : ' (not made yet)'}${library.open_in === null ? '' : `, open in process ${library.open_in}`}`,
    ],
    ['Log', report.log.bytes === null ? `${report.log.file}, nothing logged yet` : report.log.file],
    ['Disk', library.free_disk_mb === null ? 'unknown' : `${library.free_disk_mb} MB free`],
    [
      'Adapting',
      report.adapting.works
        ? 'works'
        : `does not: ${report.adapting.problem ?? ''}. Install it with: ${report.adapting.commands.join(' && ')}`,
    ],
    ...Object.entries(report.tools).map(([name, found]): [string, string] => [name, found ?? 'not found']),
  ];
  return `${rows.map(([name, text]) => `${name.padEnd(11)} ${text.replaceAll('\n', ' ')}`).join('\n')}\n`;
}
