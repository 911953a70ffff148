/**
 * Makes a private tree of Debian 11 with Asterisk and its H.323 endpoint (chan_ooh323), which Debian 12 does not have any more:
 * `node test/support/make-h323-root.mjs DIR` (as root, with mmdebstrap; about a minute and 310 MB). Nothing is installed on this machine.
 * The packages come from where apt gets its own, or from VONGGAC_DEBIAN_MIRROR. Then `VONGGAC_H323_ROOT=DIR npm test`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const [dir] = process.argv.slice(2)
if (!dir) stop('usage: node test/support/make-h323-root.mjs DIR')
if (existsSync(dir)) stop(`${dir} is there already`)
const mirror = process.env.VONGGAC_DEBIAN_MIRROR ?? aptMirror()
if (!mirror) stop('apt knows no mirror of Debian: name one in VONGGAC_DEBIAN_MIRROR')

const { status, error } = spawnSync(
  'mmdebstrap',
  [
    ...['--mode=root', '--variant=minbase', '--include=asterisk,asterisk-ooh323'],
    ...['bullseye', dir, `deb ${mirror} bullseye main`],
  ],
  { stdio: 'inherit' },
)
if (error) stop(`mmdebstrap is missing: install the Debian package mmdebstrap (${error.message})`)
process.exit(status ?? 1)

/** The first mirror of Debian itself that apt has. */
function aptMirror() {
  const format = ['--format', '$(REPO_URI)', 'Created-By: Packages', 'Label: Debian', 'Origin: Debian']
  const { stdout } = spawnSync('apt-get', ['indextargets', ...format], { encoding: 'utf8' })
  return stdout?.split('\n')[0]
}

function stop(why) {
  console.error(why)
  process.exit(2)
}
