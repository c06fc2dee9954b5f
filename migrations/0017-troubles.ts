import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What does not work at present, such as a mailbox whose password is refused, for `status`. */
export class Troubles1700000000017 implements MigrationInterface {
  name = 'Troubles1700000000017'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE trouble (
        part  text PRIMARY KEY,
        code  text NOT NULL,
        text  text NOT NULL,
        since timestamptz NOT NULL DEFAULT now(),
        -- When it was last told.
        at    timestamptz NOT NULL DEFAULT now()
      );
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE trouble')
  }
}
