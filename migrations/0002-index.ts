import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * The search index: passages, their words and vectors, and what has been embedded before.
 *
 * A passage holds from `from_edition` up to, but without, `to_edition`; what no edition has ended holds on. Statistics
 * (term.df, index_state) count the passages that no edition has ended. The HNSW indexes of a vector space are made by
 * `PassageIndex.optimise` once the space has grown, since spaces have different dimensions and small ones are
 * searched exactly.
 */
export class Index1700000000002 implements MigrationInterface {
  name = 'Index1700000000002'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE chunk (
        id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        page_id      integer NOT NULL REFERENCES page(id) ON DELETE CASCADE,
        from_edition integer NOT NULL,
        to_edition   integer,
        ordinal      integer NOT NULL,
        title        text NOT NULL,
        heading_path text[] NOT NULL,
        text         text NOT NULL,
        tokens       integer NOT NULL,
        -- Words of title, headings and text: the length in BM25.
        length       integer NOT NULL,
        content_hash text NOT NULL
      );
      CREATE INDEX chunk_page ON chunk (page_id);

      -- Plain byte order: both databases sort words alike.
      CREATE TABLE term (
        id   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        term text COLLATE "C" NOT NULL UNIQUE,
        df   integer NOT NULL DEFAULT 0
      );
      CREATE INDEX term_similar ON term USING gin (term gin_trgm_ops);

      CREATE TABLE posting (
        term_id  integer NOT NULL,
        chunk_id integer NOT NULL REFERENCES chunk(id) ON DELETE CASCADE,
        count    smallint NOT NULL,
        length   integer NOT NULL,
        PRIMARY KEY (term_id, chunk_id)
      );
      CREATE INDEX posting_chunk ON posting (chunk_id);

      CREATE TABLE chunk_vector (
        chunk_id  integer NOT NULL REFERENCES chunk(id) ON DELETE CASCADE,
        space     text NOT NULL,
        -- text | title (page title with heading path)
        part      text NOT NULL,
        embedding vector NOT NULL,
        PRIMARY KEY (chunk_id, space, part)
      );

      CREATE TABLE index_state (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        -- Passages that no edition has ended, and the sum of their lengths.
        chunks   bigint NOT NULL DEFAULT 0,
        length   bigint NOT NULL DEFAULT 0,
        -- Raised by every change, so that what is kept in memory knows when it is old.
        revision bigint NOT NULL DEFAULT 0
      );
      INSERT INTO index_state DEFAULT VALUES;

      CREATE TABLE embedding_cache (
        space     text NOT NULL,
        hash      text NOT NULL,
        embedding vector NOT NULL,
        PRIMARY KEY (space, hash)
      );
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE embedding_cache, index_state, chunk_vector, posting, term, chunk CASCADE')
  }
}
