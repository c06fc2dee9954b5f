import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** How the double treats the next mail that is handed to it. */
export type Failure =
  | { at: 'recipient' | 'end'; code: number; words: string }
  /** Takes the mail, then hangs up before it says so; or hangs up while it still comes in. */
  | { at: 'end' | 'middle'; drop: true }
  /** Takes the mail and never answers. */
  | { at: 'end'; silent: true }

export interface SmtpDouble {
  url: string
  /** What was taken, raw, also where the sender was not told so. */
  mails: { from: string; to: string[]; raw: Buffer }[]
  /** The next mail fails so. */
  fail(failure: Failure): void
  close(): Promise<void>
}

export interface SmtpDoubleOptions {
  user?: string
  password?: string
}

/** A mail server on a real socket, as strict as smtp-server is, that fails when it is told to. */
export async function startSmtp({ user, password }: SmtpDoubleOptions = {}): Promise<SmtpDouble> {
  const mails: SmtpDouble['mails'] = []
  const failures: Failure[] = []
  const sockets = new Set<Socket>()
  const drop = () => sockets.forEach((socket) => socket.destroy())
  const server = new SMTPServer({
    authOptional: user === undefined,
    allowInsecureAuth: true,
    disabledCommands: user === undefined ? ['AUTH', 'STARTTLS'] : ['STARTTLS'],
    onAuth: (auth, _session, done) =>
      auth.username === user && auth.password === password
        ? done(null, { user })
        : done(Object.assign(new Error('Invalid credentials'), { responseCode: 535 })),
    onRcptTo(_to, _session, done) {
      const [next] = failures
      if (next?.at !== 'recipient') return done()
      failures.shift()
      done(Object.assign(new Error(next.words), { responseCode: next.code }))
    },
    onData(stream, session, done) {
      const next = failures.shift()
      if (next?.at === 'middle') return drop()
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (next && 'code' in next)
          return done(Object.assign(new Error(next.words), { responseCode: next.code }))
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks),
        })
        if (next && 'drop' in next) return drop()
        if (next) return
        done(null, 'queued as 1')
      })
    },
  })
  server.on('error', () => {})
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  const login = user === undefined ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(password ?? '')}@`
  return {
    url: `smtp://${login}127.0.0.1:${port}`,
    mails,
    fail: (failure) => failures.push(failure),
    async close() {
      drop()
      await new Promise<void>((resolve) => server.close(resolve))
    },
  }
}

/** A server that only says these words to whoever connects: nothing that is SMTP, or nothing at all. */
export async function startBabble(words: string): Promise<{ url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    if (words !== '') socket.write(words)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    async close() {
      sockets.forEach((socket) => socket.destroy())
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
