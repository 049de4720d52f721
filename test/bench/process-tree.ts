import { readFileSync, readdirSync } from 'node:fs';

/** Proportional set size of a process in bytes (Linux), 0 where it is gone. */
function pssBytes(pid: number): number {
  try {
    const line = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
    return Number(line?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

const treePss = (pid: number): number =>
  childrenOf(pid).reduce((sum, child) => sum + treePss(child), pssBytes(pid));

/** Processor time from two neighbouring fields of /proc/PID/stat (Linux: 100 ticks a second), 0 where it is gone. */
function secondsAt(pid: number | 'self', field: number): number {
  try {
    // The name before the fields may hold spaces, but ends with the last bracket; the next field is the third.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[field - 3]) + Number(fields[field - 2])) / 100;
  } catch {
    return 0;
  }
}

/** Seconds of processor time a process took so far. */
const cpuSeconds = (pid: number): number => secondsAt(pid, 14);

/** Seconds of processor time of all children that have ended, and of theirs. */
export const childrenCpuSeconds = (): number => secondsAt('self', 16);

export interface Watched<T> {
  readonly result: T;
  readonly seconds: number;
  /** Of the children that `work` started. */
  readonly cpuSeconds: number;
  /** Their largest proportional set size together, bytes. */
  readonly peakBytes: number;
}

/** Watches memory and processor time of the processes that `work` starts. */
export async function watched<T>(work: () => Promise<T>): Promise<Watched<T>> {
  let peakBytes = 0;
  const cpu = new Map<number, number>();
  const look = (): void => {
    const children = childrenOf(process.pid);
    const bytes = children.reduce((sum, pid) => sum + treePss(pid), 0);
    peakBytes = Math.max(peakBytes, bytes);
    for (const pid of children) {
      cpu.set(pid, Math.max(cpu.get(pid) ?? 0, cpuSeconds(pid)));
    }
  };
  const timer = setInterval(look, 200);
  const started = performance.now();
  try {
    const result = await work();
    return {
      result,
      seconds: (performance.now() - started) / 1000,
      cpuSeconds: [...cpu.values()].reduce((sum, value) => sum + value, 0),
      peakBytes,
    };
  } finally {
    clearInterval(timer);
  }
}
