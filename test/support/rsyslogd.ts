import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, freeUdpPort } from './free-port.ts'
import { startServerProcess } from './server-process.ts'

/** A line as rsyslog has understood it. */
export interface SyslogRecord {
  readonly input: string
  readonly facility: string
  readonly severity: string
  readonly time: string
  readonly host: string
  readonly app: string
  readonly process: string
  readonly id: string
  /** Structured data: values by name, by their SD-ID. */
  readonly data: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly text: string
}

/** A real rsyslogd. Disposing stops it. */
export interface Rsyslogd extends AsyncDisposable {
  readonly ports: { readonly udp: number; readonly tcp: number; readonly tls: number }
  /** Everything that it has taken. */
  records(): readonly SyslogRecord[]
}

/** Who vouches for it: files in PEM. */
export interface SyslogCertificate {
  readonly caFile: string
  readonly certFile: string
  readonly keyFile: string
}

/** Starts Debian's rsyslogd by itself, unprivileged, on ports of loopback; it writes each line as JSON. */
export async function startRsyslogd(dir: string, { caFile, certFile, keyFile }: SyslogCertificate): Promise<Rsyslogd> {
  const ports = { udp: await freeUdpPort(), tcp: await freePort(), tls: await freePort() }
  const [file, out] = [join(dir, 'rsyslog.conf'), join(dir, 'records.json')]
  const property = (name: string, as: string) =>
    `property(name="${name}" outname="${as}" format="jsonf") constant(value=",")`
  const tls = `streamdriver.name="ossl" streamdriver.mode="1" streamdriver.authmode="anon"`
  writeFileSync(
    file,
    `global(workDirectory="${dir}" maxMessageSize="64k"
  defaultNetstreamDriverCAFile="${caFile}" defaultNetstreamDriverCertFile="${certFile}" defaultNetstreamDriverKeyFile="${keyFile}")
module(load="imudp")
module(load="imtcp")
module(load="mmpstrucdata")
input(type="imudp" address="127.0.0.1" port="${ports.udp}" name="udp")
input(type="imtcp" address="127.0.0.1" port="${ports.tcp}" name="tcp")
input(type="imtcp" address="127.0.0.1" port="${ports.tls}" name="tls" ${tls})
template(name="json" type="list") {
  constant(value="{")
  ${property('inputname', 'input')}
  ${property('syslogfacility-text', 'facility')}
  ${property('syslogseverity-text', 'severity')}
  property(name="timereported" outname="time" dateFormat="rfc3339" format="jsonf") constant(value=",")
  ${property('hostname', 'host')}
  ${property('app-name', 'app')}
  ${property('procid', 'process')}
  ${property('msgid', 'id')}
  ${property('$!rfc5424-sd', 'data')}
  property(name="msg" outname="text" format="jsonf")
  constant(value="}\\n")
}
action(type="mmpstrucdata")
action(type="omfile" file="${out}" template="json" asyncWriting="off")
`,
  )
  const server = await startServerProcess({
    command: 'rsyslogd',
    args: ['-n', '-f', file, '-i', join(dir, 'rsyslogd.pid')],
    debianPackage: 'rsyslog (and rsyslog-openssl for TLS)',
    ready: async (output) => {
      if (/could not load module|error/i.test(output)) throw new Error(`rsyslogd: ${output}`)
      return existsSync(join(dir, 'rsyslogd.pid'))
    },
  })
  return {
    ports,
    records: () =>
      existsSync(out)
        ? readFileSync(out, 'utf8')
            .split('\n')
            .filter((line) => line !== '')
            .map(recordOf)
        : [],
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

/** rsyslog writes a variable that is a map as a text of JSON. */
function recordOf(line: string): SyslogRecord {
  const record = JSON.parse(line) as SyslogRecord & { readonly data: string }
  return { ...record, data: JSON.parse(record.data) }
}
