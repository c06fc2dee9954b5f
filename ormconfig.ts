import { readConfig } from './src/config.ts'
import { createDataSource } from './src/database/data-source.ts'

/** For TypeORM's own command line (`typeorm migration:show -d ormconfig.ts`); the server migrates by itself. */
export default createDataSource({ url: readConfig().DATABASE_URL ?? 'postgres://localhost/tributary' }, 1)
