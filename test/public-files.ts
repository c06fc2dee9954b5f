import type { Router } from 'express'
import type { Database } from '../src/contract/database.ts'
import type { PublicFiles } from '../src/contract/files.ts'
import { createPublicFiles, fileRoutes } from '../src/server/files.ts'

const key = new Uint8Array(32).fill(4)

/** The server's own service for files; without an address it has none to give. */
export function testFiles(
  db: Database,
  publicUrl?: string,
  clock = () => new Date(),
): { files: PublicFiles; routes: Router } {
  return {
    files: createPublicFiles({ db, key, clock, ...(publicUrl === undefined ? {} : { publicUrl }) }),
    routes: fileRoutes({ db, key, clock }),
  }
}
