import { globSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SIP_DOMAIN, SIP_PASSWORD } from './kamailio.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'

/**
 * A real user agent without a screen: registers as `user` with the registrar, answers every call, and sends a tone of 440 Hz as PCMU.
 * Resolves when it is registered.
 */
export async function startBaresip(
  dir: string,
  { port, registrar, user }: { readonly port: number; readonly registrar: number; readonly user: string },
): Promise<ServerProcess> {
  const home = join(dir, `baresip-${user}`)
  mkdirSync(home, { recursive: true })
  const module = globSync('/usr/lib/**/baresip/modules/g711.so')[0] ?? '/usr/lib/baresip/modules/g711.so'
  writeFileSync(
    join(home, 'config'),
    `poll_method epoll
sip_listen 127.0.0.1:${port}
net_interface 127.0.0.1
audio_source ausine,440
ausrc_srate 48000
ausrc_channels 2
audio_player aufile,${join(home, 'heard.wav')}
rtp_ports 30000-40000
module_path ${dirname(module)}
module g711.so
module ausine.so
module aufile.so
module_tmp uuid.so
module_tmp account.so
module_app contact.so
module_app menu.so
`,
  )
  writeFileSync(
    join(home, 'accounts'),
    `<sip:${user}@${SIP_DOMAIN};transport=udp>;auth_user=${user};auth_pass=${SIP_PASSWORD};outbound="sip:127.0.0.1:${registrar};transport=udp";answermode=auto;regint=60;audio_codecs=PCMU\n`,
  )
  writeFileSync(join(home, 'contacts'), '')
  return startServerProcess({
    command: '/usr/bin/baresip',
    args: ['-f', home],
    debianPackage: 'baresip-core',
    ready: async (output) => output.includes('200 OK'),
  })
}
