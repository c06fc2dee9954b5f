import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Files that providers fetch from the server, for whichever channel. WhatsApp's own table of them goes; nothing in it lasts longer than an hour. */
export class PublicFiles1700000000016 implements MigrationInterface {
  name = 'PublicFiles1700000000016'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE public_file (
        id           text PRIMARY KEY,
        channel      text NOT NULL,
        account      text NOT NULL,
        thread       text NOT NULL,
        content_type text NOT NULL,
        name         text NOT NULL,
        bytes        bytea NOT NULL,
        expires_at   timestamptz NOT NULL
      );
      CREATE INDEX public_file_expires ON public_file (expires_at);
      CREATE INDEX public_file_thread ON public_file (channel, account, thread);
      DROP TABLE whatsapp_file;
    `)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE whatsapp_file (
        id           text PRIMARY KEY,
        account      text NOT NULL,
        thread       text NOT NULL,
        content_type text NOT NULL,
        name         text NOT NULL,
        bytes        bytea NOT NULL,
        expires_at   timestamptz NOT NULL
      );
      CREATE INDEX whatsapp_file_expires ON whatsapp_file (expires_at);
      DROP TABLE public_file;
    `)
  }
}
