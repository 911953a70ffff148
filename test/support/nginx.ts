import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { type ServerProcess, startServerProcess } from './server-process.ts'

/** Starts nginx with the servers of `http { … }`, in one process that runs in the foreground. Resolves when `port` is open. */
export function startNginx(dir: string, port: number, http: string): Promise<ServerProcess> {
  const file = join(dir, 'nginx.conf')
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  writeFileSync(
    file,
    `daemon off; master_process off; pid ${join(dir, 'nginx.pid')}; error_log ${join(dir, 'error.log')} warn;
events { worker_connections 4096; }
http {
  default_type text/plain; access_log off;
  ${paths.map((name) => `${name}_temp_path ${join(dir, name)};`).join(' ')}
  ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache off;
  ${http}
}
`,
  )
  return startServerProcess({
    command: '/usr/sbin/nginx',
    args: ['-e', join(dir, 'error.log'), '-c', file],
    debianPackage: 'nginx-light',
    ready: () => isOpen(port),
  })
}

/** Whether somebody listens there. */
export async function isOpen(port: number, address = '127.0.0.1'): Promise<boolean> {
  const socket = connect(port, address)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
