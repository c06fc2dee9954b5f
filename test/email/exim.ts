import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from './ports.ts'

/** A real Exim of its own, which hands mail on to the servers that are named by domain, and writes real bounces. */
export interface Exim {
  url: string
  /** Tries again what waits, as its queue runner does. */
  runQueue(): Promise<void>
  close(): Promise<void>
}

const BINARY = '/usr/sbin/exim4'

/** Why a test against Exim cannot run here; undefined when it can. */
export const withoutExim = existsSync(BINARY) ? undefined : 'exim4-daemon-light is not installed'

/** Starts one as the current user. `routes`: the port of the loopback server for each domain. */
export async function startExim(routes: Record<string, number>): Promise<Exim> {
  const folder = await mkdtemp(join(tmpdir(), 'exim-'))
  await chmod(folder, 0o755)
  const port = await freePort()
  const root = userInfo().uid === 0
  const owner = root ? 'Debian-exim' : userInfo().username
  const group = root ? 'Debian-exim' : execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim()
  for (const name of ['spool', 'log']) await mkdir(join(folder, name))
  if (root) execFileSync('chown', [`${owner}:${owner}`, join(folder, 'spool'), join(folder, 'log')])
  const names = Object.entries(routes)
  const router = ([domain, to]: [string, number]) => `to_${to}:
  driver = manualroute
  domains = ${domain}
  transport = to_${to}
  route_data = 127.0.0.1
  self = send
`
  const transport = ([, to]: [string, number]) => `to_${to}:
  driver = smtp
  port = ${to}
  allow_localhost
  hosts_try_fastopen =
`
  const config = join(folder, 'exim.conf')
  await writeFile(
    config,
    `primary_hostname = mx.test.example
spool_directory = ${folder}/spool
log_file_path = ${folder}/log/%slog
pid_file_path = ${folder}/pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port}
exim_user = ${owner}
exim_group = ${group}
deliver_drop_privilege
tls_advertise_hosts =
keep_environment =
delay_warning = 1s
delay_warning_condition = true
acl_smtp_rcpt = accept_all
begin acl
accept_all:
  accept
begin routers
${names.map(router).join('')}begin transports
${names.map(transport).join('')}begin retry
* * F,1h,1s
`,
  )
  const args = ['-C', config]
  const child = spawn(BINARY, [...args, '-bdf', '-q1h'], { stdio: ['ignore', 'ignore', 'inherit'] })
  await listening(port, child)
  return {
    url: `smtp://127.0.0.1:${port}`,
    runQueue: async () => void (await promisify(execFile)(BINARY, [...args, '-qff'])),
    async close() {
      child.kill('SIGTERM')
      await new Promise((resolve) => child.once('exit', resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`exim ended with ${child.exitCode}`)
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        resolve(true)
      }).on('error', () => resolve(false))
    })
    if (open) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('exim does not listen')
}
