import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { ImapFlow } from 'imapflow'
import { freePort } from './ports.ts'

/** A real Dovecot of its own: configuration, data and port apart from the system's. */
export interface Dovecot {
  /** With user and password. */
  url: string
  /** Puts a mail into the mailbox as it is; optionally with flags and the time it came in. */
  append(raw: Buffer, flags?: string[], at?: Date): Promise<void>
  /** Throws away the numbers of the mails, so that the server numbers them anew. */
  renumber(): Promise<void>
  /** Ends all connections. */
  kick(): void
  close(): Promise<void>
}

const BINARY = '/usr/sbin/dovecot'

/** Why a test against Dovecot cannot run here; undefined when it can. */
export const withoutDovecot =
  existsSync(BINARY) && existsSync('/usr/lib/dovecot/imap') ? undefined : 'dovecot-imapd is not installed'

const PASSWORD = 'secret word'

/** Starts one as the current user; as root the mailbox belongs to `mail`, since Dovecot serves none of root's. */
export async function startDovecot(): Promise<Dovecot> {
  const folder = await mkdtemp(join(tmpdir(), 'dovecot-'))
  // Its processes change to other users.
  await chmod(folder, 0o755)
  const port = await freePort()
  const me = userInfo()
  const root = me.uid === 0
  const owner = root ? 'mail' : me.username
  const group = root ? 'mail' : execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim()
  const home = join(folder, 'home')
  await mkdir(join(home, 'Maildir'), { recursive: true })
  const internal = root
    ? ''
    : `default_login_user = ${owner}\ndefault_internal_user = ${owner}\ndefault_internal_group = ${group}\n
service anvil {\n chroot =\n}\nservice imap-login {\n chroot =\n}\n`
  await writeFile(
    join(folder, 'dovecot.conf'),
    `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:${home}/Maildir
${internal}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
passdb {
  driver = passwd-file
  args = scheme=PLAIN ${folder}/users
}
userdb {
  driver = static
  args = uid=${owner} gid=${group} home=${home}
}
`,
  )
  await writeFile(join(folder, 'users'), `shop:${PASSWORD}\n`)
  if (root) execFileSync('chown', ['-R', 'mail:mail', home])
  const child = spawn(BINARY, ['-F', '-c', join(folder, 'dovecot.conf')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const url = `imap://shop:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}`
  await listening(port, child)
  const doveadm = (...args: string[]) =>
    execFileSync('doveadm', ['-c', join(folder, 'dovecot.conf'), ...args], { stdio: 'pipe' })
  return {
    url,
    append: (raw, flags = [], at) =>
      once(port, async (client) => {
        await client.append('INBOX', raw, flags, at)
      }),
    async renumber() {
      doveadm('kick', 'shop')
      for (const name of [
        'dovecot-uidlist',
        'dovecot.index',
        'dovecot.index.log',
        'dovecot.index.cache',
        'dovecot-uidvalidity',
      ])
        await rm(join(home, 'Maildir', name), { force: true })
    },
    kick: () => void doveadm('kick', 'shop'),
    async close() {
      child.kill('SIGTERM')
      await new Promise((resolve) => child.once('exit', resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function once(port: number, work: (client: ImapFlow) => Promise<void>): Promise<void> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: false,
    auth: { user: 'shop', pass: PASSWORD },
    logger: false,
  })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.logout()
  }
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`dovecot ended with ${child.exitCode}`)
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
      socket.on('connect', () => socket.destroy())
    })
    if (open) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('dovecot does not listen')
}
