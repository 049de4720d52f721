import { fileLog } from '../../library/log/log-file.ts';
import { allLogs, type Log } from '../../library/log/log.ts';
import { logPath } from './paths.ts';

export { internalError, silentLog, type Log } from '../../library/log/log.ts';

/** The program's log file; `others` receive every message as well. The caller closes it. */
export function programLog(...others: readonly Log[]): Log & { close(): void } {
  const file = fileLog(logPath());
  return { ...allLogs(...others, file), close: () => file.close() };
}
