import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { loadGraph, sessionOptions, toTensor } from './session.ts';
import type { Trial } from './trial.ts';

/** Nodes of a loaded model's graph, and those of them that run on the CPU because the provider has no such operator. */
export interface NodePlacement {
  readonly nodes: number;
  readonly onCpu: number;
}

/** The events of the runtime's profile that a node's run leaves behind; there are others. */
const Profile = z.array(
  z.union([
    z.object({
      cat: z.literal('Node'),
      args: z.object({ node_index: z.string(), provider: z.string() }),
    }),
    z.object({ cat: z.string() }).transform(() => null),
  ]),
);

/** @param profile the runtime's, parsed from JSON */
export function placementIn(profile: unknown): NodePlacement {
  const runsOn = new Map<string, string>();
  for (const event of Profile.parse(profile)) {
    if (event !== null) runsOn.set(event.args.node_index, event.args.provider);
  }
  const onCpu = [...runsOn.values()].filter((provider) => provider === 'CPUExecutionProvider').length;
  return { nodes: runsOn.size, onCpu };
}

/** Runs a segment once more, with the runtime's profile, which is the only thing that says where its nodes ran. */
export async function nodePlacement(
  weightsPath: string,
  provider: string,
  threads: number,
  { inputs, output, fixed }: Trial,
): Promise<NodePlacement> {
  const folder = await mkdtemp(join(tmpdir(), 'divisi-profile-'));
  try {
    const session = await loadGraph(weightsPath, provider, fixed, {
      ...sessionOptions(provider, threads),
      enableProfiling: true,
      profileFilePrefix: join(folder, 'profile'),
    });
    try {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => [name, toTensor(value)]),
      );
      await session.run(feeds, [output]);
      session.endProfiling();
    } finally {
      await session.release();
    }
    const [file] = await readdir(folder);
    if (file === undefined) throw new Error('the runtime wrote no profile');
    return placementIn(JSON.parse(await readFile(join(folder, file), 'utf8')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
