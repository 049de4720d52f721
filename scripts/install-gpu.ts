/** `npm run gpu:install`: fetches onnxruntime's CUDA parts (Linux x64, CUDA 12), which `npm ci` leaves out. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const script = join(import.meta.dirname, '../node_modules/onnxruntime-node/script/install.js');
const result = spawnSync(process.execPath, [script], {
  stdio: 'inherit',
  env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: '1' },
});
if (result.status === 0)
  console.log('Done. `npm run -s divisi -- doctor` tells which providers can be used.');
process.exit(result.status ?? 1);
