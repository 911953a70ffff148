import { connect } from 'node:net'
import { acceptTcp, type Listener } from './listener.ts'

/** Passes connections on to a port of this machine: the way of a site to the data centre, which a cut takes away. */
export const listenRelay = (address: string, port: number, to: number): Promise<Listener> =>
  acceptTcp(address, port, (connection) => {
    // Whoever waits for orders says nothing for minutes.
    connection.setTimeout(0)
    const onward = connect({ host: '127.0.0.1', port: to })
    onward.on('error', () => connection.destroy())
    onward.on('close', () => connection.destroy())
    connection.on('close', () => onward.destroy())
    connection.pipe(onward).pipe(connection)
  })
