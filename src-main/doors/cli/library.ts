import { oneOf, required, type Command } from './call.ts';
import { backups, BACKUPS_HELP } from './library-backups.ts';
import { rebuild } from './library-rebuild.ts';
import { trash } from './library-trash.ts';
import { trust } from './library-trust.ts';

/** By the name of what is done to a library. */
const ACTIONS = { backups, rebuild, trash, trust } as const;

export const library: Command = {
  name: 'library',
  summary: "A library's backups and trash, rebuilding it, and whether it is trusted",
  help: `Usage: divisi library rebuild [--library DIR]
       divisi library trash list|empty [--older-than DAYS] [--library DIR]
       divisi library trash restore ID [--library DIR]
       divisi library trust DIR [--revoke]
${BACKUPS_HELP}

  --library DIR      the library; the user's own where left out
  --json             one JSON object on stdout

"rebuild" makes the database again from the library's files and the descriptions beside them. Nothing is deleted: the
old database is kept in the folder "backups".
  --json: {"recordings", "separations", "projects", "without_sidecar": […], "problems": [{"file", "reason"}], "kept"}

"trash" holds what was removed until you empty it. "restore" brings an entry's files and rows back; "empty" deletes
for good.
  --older-than DAYS  only what was removed longer ago
  --json: {"entries": [{"id", "kind", "title", "removed_at", "bytes", "problem"}]}; {"restored"}; {"entries", "bytes"}

A library that was made on this machine is trusted. One that was copied, moved or sent by somebody else is opened like
any other, but Divisi does not run the Python in its folder, does not go on with the jobs that it brings along, and does
not read files outside its folder, until you say that you trust it. That is noted in your own configuration for this
folder alone. A window that is open notices at its next start.

  --revoke           takes the trust back
  --json: {"library", "trusted"}`,
  async run(args, io) {
    const [first, ...rest] = args;
    const action = oneOf(
      required(first, 'backups, rebuild, trash or trust'),
      ['backups', 'rebuild', 'trash', 'trust'],
      'library',
    );
    await ACTIONS[action](rest, io);
  },
};
