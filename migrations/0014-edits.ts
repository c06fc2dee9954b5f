import type { MigrationInterface, QueryRunner } from 'typeorm'

/** History shows the newest text of a message, so the edits of a message have to be found. */
export class Edits1700000000014 implements MigrationInterface {
  name = 'Edits1700000000014'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX message_edit ON message (conversation_id, (payload->>'replyTo')) WHERE kind = 'edit';
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX message_edit')
  }
}
