import { types } from 'pg'
import { DataSource, type DataSourceOptions, type EntitySchema } from 'typeorm'
import { migrations } from '../../migrations/index.ts'
import { PreparingClient } from './preparing-client.ts'

/** Where PostgreSQL is: a URL, or the folder of the embedded server's socket. */
export type Endpoint = { url: string } | { socket: string }

const INT8 = 20

// Counts and ids stay far below 2^53: numbers, not pg's default of strings.
const parsers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary' ? Number : types.getTypeParser(oid, format as 'text'),
}

/**
 * TypeORM's settings: its pool is the only one of the process, entities are EntitySchema, nothing is synchronized.
 * @param kept connections that stay open when nothing happens
 */
export function dataSourceOptions(
  endpoint: Endpoint,
  poolSize: number,
  entities: EntitySchema[] = [],
  kept = 0,
): DataSourceOptions {
  return {
    type: 'postgres',
    ...('url' in endpoint
      ? { url: endpoint.url }
      : { host: endpoint.socket, port: 5432, username: 'postgres', database: 'postgres' }),
    poolSize,
    entities,
    migrations,
    migrationsTransactionMode: 'each',
    synchronize: false,
    installExtensions: false,
    applicationName: 'tributary',
    extra: {
      types: parsers,
      min: kept,
      ...('url' in endpoint ? { Client: PreparingClient, pipeline: true } : {}),
    },
  }
}

export function createDataSource(
  endpoint: Endpoint,
  poolSize: number,
  entities?: EntitySchema[],
  kept?: number,
): DataSource {
  return new DataSource(dataSourceOptions(endpoint, poolSize, entities, kept))
}
