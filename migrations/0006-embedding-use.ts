import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Lets an embedding in the cache be told from one that no passage has any more. Vectors stored before have no hash: their
 * entries count as unused, which costs a text that is embedded once more.
 */
export class EmbeddingUse1700000000006 implements MigrationInterface {
  name = 'EmbeddingUse1700000000006'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Of the text that was embedded: embedding_cache.hash.
      ALTER TABLE chunk_vector ADD COLUMN hash text;
      ALTER TABLE embedding_cache ADD COLUMN added_at timestamptz NOT NULL DEFAULT now();
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE embedding_cache DROP COLUMN added_at;
      ALTER TABLE chunk_vector DROP COLUMN hash;
    `)
  }
}
