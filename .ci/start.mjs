/** `npm start`: sets the clone up and runs the demo. Arguments after `--` go to `vonggac demo`. */
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { node, root, setup } from './setup.mjs'

setup()
spawnSync(node, [join('packages', 'console', 'build.mjs')], { cwd: root, stdio: ['ignore', 2, 2] })
const main = join(root, 'packages', 'cli', 'bin', 'vonggac.js')
const child = spawn(node, [main, 'demo', ...process.argv.slice(2)], {
  cwd: root,
  // The channel is for the demo to see that this process was killed.
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
})
// A terminal sends Ctrl-C to the whole group; a supervisor signals only us. Either way the child decides when to end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
