import type { Duplex } from 'node:stream'

/** Answers an upgrade with an error. Destroyed once it is written: a client that keeps its own side open would otherwise keep ours. */
export function refuseUpgrade(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy())
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
