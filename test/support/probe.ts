/** What ffprobe reads in audio files. */
import { execFileSync, spawnSync } from 'node:child_process';
import { z } from 'zod';

const Tags = z.record(z.string(), z.string()).default({});
const Probed = z.object({
  format: z.object({ tags: Tags }),
  streams: z.array(
    z.object({
      codec_type: z.string(),
      width: z.number().optional(),
      height: z.number().optional(),
      disposition: z.object({ attached_pic: z.number() }),
      tags: Tags,
    }),
  ),
});

/** Tags by lower-case names, of the file and of its audio (where Ogg has them), and its pictures. */
export function probe(path: string) {
  const out = execFileSync('ffprobe', [
    ...['-v', 'error', '-of', 'json', '-show_format', '-show_streams', path],
  ]);
  const { format, streams } = Probed.parse(JSON.parse(out.toString('utf8')));
  const audio = streams.find(({ codec_type }) => codec_type === 'audio');
  const tags = Object.entries({ ...format.tags, ...audio?.tags });
  return {
    tags: Object.fromEntries(tags.map(([name, value]) => [name.toLowerCase(), value])),
    pictures: streams.filter(({ disposition }) => disposition.attached_pic === 1),
  };
}

export const hasFfprobe = spawnSync('ffprobe', ['-version']).status === 0;
