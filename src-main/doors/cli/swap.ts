import { editSeparation, type FileEdit } from '../../app/files/edit-separation.ts';
import { command } from './command.ts';
import { from, json, spanOf, to } from './common-options.ts';
import { editedJson, editedText } from './edited.ts';
import { flag, invalid, required, text } from './options.ts';
import { print, withWork } from './use-case.ts';

export const swap = command({
  name: 'swap',
  summary: 'Exchanges stems of a separation, in a passage or by their players’ names',
  positionals: ['PROJECT.json', 'STEM…'],
  about: `Where two players changed places: STEM STEM exchanges two of the stems beside a project.json that divisi separate wrote,
    from one time to another of the recording. Where stems have the wrong names: STEM=PLAYER for each of them says whose it
    really is, as in violin-1=viola viola=violin-2 violin-2=violin-1; notes that they were separated with go with them, as
    named-notes.json. Stems are named as their files: violin-1, rest. They still add up to the recording.`,
  options: {
    out: required(text('DIR', 'made where it is missing; may be the project’s own folder, with --force')),
    force: flag('replaces the project and the stems in DIR'),
    from,
    to,
    json,
  },
  json: '{"from_s", "to_s", "stems": {"violin-1": {"file", "changed"}, …}, "notes"}',
  async run({ values, positionals }, io) {
    const [project = '', ...stems] = positionals;
    const edit = editOf(stems, spanOf(values));
    const edited = await withWork(io, (work) =>
      editSeparation({ project, outDir: values.out, replace: values.force, edit }, work),
    );
    const { notes } = edited;
    print(io, values.json, { ...editedJson(edited), notes }, () => editedText(edited, values.out));
  },
});

/** @throws Failure `call/invalid` */
function editOf(stems: readonly string[], span: ReturnType<typeof spanOf>): FileEdit {
  if (stems.some((stem) => stem.includes('='))) {
    if (span.fromSeconds !== null || span.toSeconds !== null) {
      throw invalid('STEM=PLAYER names whole stems: leave --from and --to out');
    }
    return { kind: 'name', players: playersOf(stems) };
  }
  const [first, second, extra] = stems;
  if (first === undefined || second === undefined) throw invalid('a second STEM is missing');
  if (extra !== undefined)
    throw invalid(`"${extra}" is one argument too many: write STEM=PLAYER to name several`);
  return { kind: 'swap', first, second, ...span };
}

/** @throws Failure `call/invalid` */
function playersOf(stems: readonly string[]): Readonly<Record<string, string>> {
  const players = new Map<string, string>();
  for (const named of stems) {
    const [stem = '', player = '', ...more] = named.split('=');
    if (stem === '' || player === '' || more.length > 0) throw invalid(`"${named}" should read STEM=PLAYER`);
    if (players.has(stem)) throw invalid(`"${stem}" is named twice`);
    players.set(stem, player);
  }
  const names = new Set(players.values());
  const unnamed = [...players.keys()].find((stem) => !names.has(stem));
  if (names.size < players.size || unnamed !== undefined) {
    throw invalid('each of the stems should get the name of another one of them, and none the same');
  }
  return Object.fromEntries(players);
}
