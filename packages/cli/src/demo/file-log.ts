import { closeSync, openSync, writeSync } from 'node:fs'
import { jsonLog, type Log, systemClock } from '@vonggac/model'

/** A log of JSON lines in a file, so that the terminal stays readable. Disposing closes the file. */
export function fileLog(path: string): Log & Disposable {
  const file = openSync(path, 'a')
  let open = true
  const log = jsonLog((line) => void (open && writeSync(file, line)), systemClock.now)
  return {
    ...log,
    [Symbol.dispose]() {
      open = false
      closeSync(file)
    },
  }
}
