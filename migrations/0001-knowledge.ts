import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Where knowledge comes from and what was trained: connections, sources, pages, exclusions, crawls, editions.
 *
 * A page belongs to its connection, not to a source: two sources may both train it, and it stays as long as one does.
 * `citable` is the one answer to "may this page be shown to a shopper now?", read when retrieving and again when
 * sending; it holds across editions, so that exclusion and deletion act at once.
 */
export class Knowledge1700000000001 implements MigrationInterface {
  name = 'Knowledge1700000000001'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE EXTENSION IF NOT EXISTS vector;
      CREATE EXTENSION IF NOT EXISTS pg_trgm;

      CREATE TABLE connection (
        id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind        text NOT NULL,
        site_url    text NOT NULL,
        name        text NOT NULL,
        account     jsonb NOT NULL DEFAULT '{}',
        secret      bytea,
        state       text NOT NULL DEFAULT 'connected',
        error_code  text,
        error_text  text,
        lease_owner text,
        lease_until timestamptz,
        created_at  timestamptz NOT NULL DEFAULT now(),
        updated_at  timestamptz NOT NULL DEFAULT now(),
        UNIQUE (kind, site_url)
      );

      CREATE TABLE source (
        id               integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        connection_id    integer NOT NULL REFERENCES connection(id) ON DELETE CASCADE,
        url              text NOT NULL,
        name             text NOT NULL,
        scope            jsonb NOT NULL,
        schedule         text,
        train_restricted boolean NOT NULL DEFAULT false,
        citation         jsonb NOT NULL DEFAULT '{"show":"link"}',
        state            text NOT NULL DEFAULT 'new',
        error_code       text,
        error_text       text,
        last_crawl_at    timestamptz,
        created_at       timestamptz NOT NULL DEFAULT now(),
        UNIQUE (connection_id, scope)
      );

      CREATE TABLE page (
        id              integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        connection_id   integer NOT NULL REFERENCES connection(id) ON DELETE CASCADE,
        external_id     text NOT NULL,
        title           text NOT NULL,
        url             text NOT NULL,
        space_key       text,
        parent_id       text,
        ancestor_ids    text[] NOT NULL DEFAULT '{}',
        labels          text[] NOT NULL DEFAULT '{}',
        -- Pages whose text this one includes, by id, with the version that was trained.
        includes        jsonb NOT NULL DEFAULT '{}',
        restricted      boolean NOT NULL DEFAULT false,
        version         integer NOT NULL,
        updated_at      timestamptz,
        -- new | trained | empty | failed | excluded | restricted | gone
        state           text NOT NULL,
        citable         boolean NOT NULL DEFAULT false,
        trained_version integer,
        content_hash    text,
        body_format     text,
        markdown        text,
        losses          jsonb NOT NULL DEFAULT '[]',
        error_code      text,
        error_text      text,
        crawled_at      timestamptz,
        UNIQUE (connection_id, external_id)
      );

      CREATE TABLE source_page (
        source_id  integer NOT NULL REFERENCES source(id) ON DELETE CASCADE,
        page_id    integer NOT NULL REFERENCES page(id) ON DELETE CASCADE,
        seen_crawl integer NOT NULL DEFAULT 0,
        PRIMARY KEY (source_id, page_id)
      );
      CREATE INDEX source_page_page ON source_page (page_id);

      CREATE TABLE exclusion (
        id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        source_id  integer REFERENCES source(id) ON DELETE CASCADE,
        -- page | subtree | title | label
        kind       text NOT NULL,
        pattern    text NOT NULL,
        note       text,
        created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE NULLS NOT DISTINCT (source_id, kind, pattern)
      );

      CREATE TABLE edition (
        id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        -- staged | published | undone
        state        text NOT NULL,
        note         text,
        created_at   timestamptz NOT NULL DEFAULT now(),
        published_at timestamptz
      );
      -- One row: the edition that shoppers are answered from. Publishing is an update of it.
      CREATE TABLE published (
        only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        edition_id integer NOT NULL REFERENCES edition(id)
      );
      INSERT INTO edition (state, note, published_at) VALUES ('published', 'empty', now());
      INSERT INTO published (edition_id) SELECT id FROM edition;

      CREATE TABLE crawl (
        id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        source_id   integer NOT NULL REFERENCES source(id) ON DELETE CASCADE,
        -- queued | running | done | partial | failed
        state       text NOT NULL,
        trigger     text NOT NULL,
        tick        text,
        lease_owner text,
        lease_until timestamptz,
        checkpoint  jsonb NOT NULL DEFAULT '{}',
        counts      jsonb NOT NULL DEFAULT '{}',
        error_code  text,
        error_text  text,
        started_at  timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        UNIQUE (source_id, tick)
      );
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE crawl, published, edition, exclusion, source_page, page, source, connection CASCADE',
    )
  }
}
