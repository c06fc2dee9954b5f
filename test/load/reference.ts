import type { AddressInfo } from 'node:net'
import express from 'express'
import { Pool } from 'pg'

// The same Express on the same database, doing one INSERT for a request: what a server can be measured by.
const pool = new Pool({ connectionString: process.argv[2], max: 10 })
await pool.query(
  'CREATE TABLE IF NOT EXISTS reference (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body bytea)',
)
const app = express()
app.post('/', express.raw({ type: () => true }), async (request, response) => {
  await pool.query('INSERT INTO reference (body) VALUES ($1)', [request.body])
  response.end()
})
const server = app.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` })
})
process.once('disconnect', () => process.exit(0))
