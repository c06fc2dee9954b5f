import type { Config } from '../config.ts'
import type { Database } from '../contract/database.ts'
import type { PublicFiles } from '../contract/files.ts'
import { deriveKey } from '../secrets.ts'
import { createPublicFiles, fileRoutes } from '../server/files.ts'
import type { Knowledge } from './knowledge.ts'

/** Files for providers, and the routes that serve them. */
export function openFiles(
  config: Config,
  db: Database,
  { masterKey }: Pick<Knowledge, 'masterKey'>,
): { files: PublicFiles; routes: ReturnType<typeof fileRoutes> } {
  const key = deriveKey(masterKey, 'public files')
  const clock = () => new Date()
  const { PUBLIC_URL: publicUrl } = config
  return {
    files: createPublicFiles({ db, key, clock, ...(publicUrl === undefined ? {} : { publicUrl }) }),
    routes: fileRoutes({ db, key, clock }),
  }
}
