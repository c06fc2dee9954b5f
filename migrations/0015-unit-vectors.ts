import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Vectors of the sentences, items and rows of passages, made ahead of the questions that compare them. Whatever deletes a passage deletes them
 * with it.
 */
export class UnitVectors1700000000015 implements MigrationInterface {
  name = 'UnitVectors1700000000015'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE unit_vector (
        chunk_id  integer NOT NULL REFERENCES chunk(id) ON DELETE CASCADE,
        space     text NOT NULL,
        -- Of the line as it is compared.
        hash      text NOT NULL,
        embedding vector NOT NULL,
        PRIMARY KEY (chunk_id, space, hash)
      );
      -- 2 kB are read by the dozen and never compressed well: in the row while it fits a page.
      ALTER TABLE unit_vector ALTER COLUMN embedding SET STORAGE MAIN;

      -- Which passages have theirs in a space, or are being worked on. Beside the passage, not in it: marking one does not write its text anew,
      -- and a second space is built without touching the first.
      CREATE TABLE unit_progress (
        chunk_id      integer NOT NULL REFERENCES chunk(id) ON DELETE CASCADE,
        space         text NOT NULL,
        -- Null: all of its units have vectors.
        claimed_until timestamptz,
        PRIMARY KEY (chunk_id, space)
      );
      CREATE INDEX unit_progress_claimed ON unit_progress (claimed_until) WHERE claimed_until IS NOT NULL;
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE unit_progress, unit_vector')
  }
}
