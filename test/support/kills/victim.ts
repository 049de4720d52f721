/** A host that runs one operation until it is killed. Reports the start, acknowledged revisions, and the end. */
import { join } from 'node:path';
import { createHost } from '../../../src-main/api/host.ts';
import { optionsFor } from '../../integration/host-options.ts';
import { runOperation, type Operation } from './operations.ts';

const [dir = '', operation = ''] = process.argv.slice(2);
if (operation === 'migrate') process.send?.('begun');
const host = await createHost(optionsFor(join(dir, 'library'), { downloadsDir: join(dir, 'downloads') }));
if (operation !== 'migrate') process.send?.('begun');
await runOperation(host, dir, operation as Operation, (revision) => process.send?.(revision));
process.send?.('done');
await host.close();
process.disconnect();
