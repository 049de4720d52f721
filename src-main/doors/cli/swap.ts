import { editSeparation } from '../../app/files/edit-separation.ts';
import { command } from './command.ts';
import { from, json, spanOf, to } from './common-options.ts';
import { editedJson, editedText } from './edited.ts';
import { flag, required, text } from './options.ts';
import { print, withWork } from './use-case.ts';

export const swap = command({
  name: 'swap',
  summary: 'Exchanges two stems of a separation in a passage',
  positionals: ['PROJECT.json', 'STEM', 'STEM'],
  about: `Where two players changed places: exchanges two of the stems beside a project.json that divisi separate wrote,
    from one time to another of the recording. Stems are named as their files: violin-1, rest. They still add up to the recording.`,
  options: {
    out: required(text('DIR', 'made where it is missing; may be the project’s own folder, with --force')),
    force: flag('replaces the project and the stems in DIR'),
    from,
    to,
    json,
  },
  json: '{"from_s", "to_s", "stems": {"violin-1": {"file", "changed"}, …}}',
  async run({ values, positionals }, io) {
    const [project = '', first = '', second = ''] = positionals;
    const edit = { kind: 'swap' as const, first, second, ...spanOf(values) };
    const edited = await withWork(io, (work) =>
      editSeparation({ project, outDir: values.out, replace: values.force, edit }, work),
    );
    print(io, values.json, editedJson(edited), () => editedText(edited, values.out));
  },
});
