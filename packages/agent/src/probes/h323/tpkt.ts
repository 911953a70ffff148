import { ProbeFailure } from '@vonggac/model'
import { createGrowingBuffer } from '../growing-buffer.ts'
import { quoted } from '../quoted.ts'
import { MAX_TPKT, TPKT_HEADER, TPKT_VERSION } from './q931.ts'

/** So much of what is no frame is shown, bytes. */
const MAX_SHOWN = 32

/** Takes a stream apart into the contents of its TPKT frames (RFC 1006), however it is cut. */
export interface FrameReader {
  /** The frames that are complete now. Throws `ProbeFailure('protocol')` for what cannot be one. */
  feed(chunk: Buffer): Buffer[]
}

export function createFrameReader(): FrameReader {
  const buffer = createGrowingBuffer(MAX_TPKT)
  return {
    feed(chunk) {
      const frames: Buffer[] = []
      for (let at = 0; at < chunk.length; ) {
        // No more than what the frame in hand still needs: a frame always begins at the start of the buffer.
        at += buffer.append(chunk.subarray(at, at + lengthOf(buffer.bytes(), chunk.subarray(at)) - buffer.length))
        if (buffer.length < lengthOf(buffer.bytes(), chunk.subarray(at))) continue
        // A frame of a header alone keeps the connection alive.
        if (buffer.length > TPKT_HEADER) frames.push(Buffer.from(buffer.bytes().subarray(TPKT_HEADER)))
        buffer.clear()
      }
      return frames
    },
  }
}

/** How many bytes to wait for: the header, and then what it says. `rest`: what came behind, to be shown. */
function lengthOf(frame: Buffer, rest: Buffer): number {
  if (frame.length > 0 && frame[0] !== TPKT_VERSION) throw notH323(Buffer.concat([frame, rest]))
  if (frame.length < TPKT_HEADER) return TPKT_HEADER
  const length = frame.readUInt16BE(2)
  if (length >= TPKT_HEADER) return length
  throw notH323(frame)
}

/** What answers is no H.323: the failure with its beginning, as text where it is text. */
export function notH323(bytes: Buffer): ProbeFailure {
  const head = bytes.subarray(0, MAX_SHOWN)
  const text = head.toString('latin1').replace(/[\r\n]+$/, '')
  const shown = /^[ -~\r\n\t]+$/.test(text) ? quoted(text) : head.toString('hex')
  return new ProbeFailure('protocol', `what answers there speaks no H.323: it says ${shown}`)
}
