import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What a site knows of its own questions, and the gate that was fitted to it. */
export class SiteGate1700000000005 implements MigrationInterface {
  name = 'SiteGate1700000000005'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE label (
        id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        text         text NOT NULL,
        -- Earlier turns, oldest first: [{"role": "user" | "agent", "text": …}].
        history      jsonb NOT NULL DEFAULT '[]',
        answerable   boolean NOT NULL,
        -- The wiki's ids of the pages that each answer.
        pages        text[] NOT NULL,
        -- Who says so, for example the file it was imported from.
        source       text NOT NULL,
        created_at   timestamptz NOT NULL DEFAULT now(),
        UNIQUE (text, history)
      );

      CREATE TABLE site_gate (
        id             integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        weights        jsonb NOT NULL,
        -- What it was fitted on: numbers of questions, labels and passages, the shipped weights.
        fitted_on      jsonb NOT NULL,
        index_revision bigint NOT NULL,
        edition        integer NOT NULL,
        created_at     timestamptz NOT NULL DEFAULT now()
      );
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE site_gate, label')
  }
}
