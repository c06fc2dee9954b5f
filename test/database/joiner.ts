import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '../../src/database/index.ts'

// Opens a data folder as a command does, works for some milliseconds, and says how it got there.
const [, , folder, ms] = process.argv
const db = await openDatabase({ folder: folder!, join: true })
await sleep(Number(ms))
await db.query('SELECT 1')
await db.close()
process.stdout.write(db.joined ? 'joined' : 'served')
